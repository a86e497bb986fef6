/** A value as a driver hands it over. */
export type DatabaseValue = string | number | bigint | boolean | Date | Uint8Array | null

/**
 * How a column of a host's table holds a field. Described as data, so that an adapter can compare, order and add up in the
 * database and not only decode. Without a codec the adapter's own form of the field's kind is meant.
 */
export type Codec =
  /** A decimal amount (`12.34` euros) for a money field in minor units, or for a number with decimals. */
  | { readonly type: 'decimal'; readonly scale: number }
  /** Two words for yes and no, as `O` / `N`. */
  | { readonly type: 'flag'; readonly yes: string | number; readonly no: string | number }
  /** An integer column behind an id or a reference; ids then order as numbers. */
  | { readonly type: 'integer-id' }
  /** A UUID column behind an id or a reference. */
  | { readonly type: 'uuid' }
  /** Seconds or milliseconds since 1970 in a numeric column, for an instant. */
  | { readonly type: 'epoch'; readonly unit: 'seconds' | 'milliseconds' }
  /** A timestamp without a zone that holds UTC, for an instant. */
  | { readonly type: 'utc-timestamp' }
  /** ISO 8601 in UTC with milliseconds (`2026-03-29T01:00:00.000Z`) in a text column, for an instant. */
  | { readonly type: 'iso-text' }
  /** Tags as one text with a separator. Tests of single tags cannot use an index. */
  | { readonly type: 'separated'; readonly separator: string }
  /** Codes renamed: the column's word for each of ours. */
  | { readonly type: 'codes'; readonly codes: Readonly<Record<string, string | number>> }
  /** A host's own pair of functions. Equality is pushed down through `encode`; order and text tests are refused. */
  | {
      readonly type: 'custom'
      readonly encode: (value: unknown) => DatabaseValue
      readonly decode: (value: DatabaseValue) => unknown
    }

export const codecs = {
  decimal: (scale = 2): Codec => ({ type: 'decimal', scale }),
  flag: (yes: string | number = 'O', no: string | number = 'N'): Codec => ({ type: 'flag', yes, no }),
  integerId: (): Codec => ({ type: 'integer-id' }),
  uuid: (): Codec => ({ type: 'uuid' }),
  epoch: (unit: 'seconds' | 'milliseconds' = 'seconds'): Codec => ({ type: 'epoch', unit }),
  utcTimestamp: (): Codec => ({ type: 'utc-timestamp' }),
  isoText: (): Codec => ({ type: 'iso-text' }),
  separated: (separator = ','): Codec => ({ type: 'separated', separator }),
  codes: (codes: Readonly<Record<string, string | number>>): Codec => ({ type: 'codes', codes }),
  custom: (encode: (value: unknown) => DatabaseValue, decode: (value: DatabaseValue) => unknown): Codec => ({
    type: 'custom',
    encode,
    decode,
  }),
} as const
