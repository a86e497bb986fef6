import type { Codec, FieldDefinition } from '../../src/model'
import type { ColumnForm } from './column-form'
import type { SqlDialect } from './dialect'
import { epoch, isoText, nativeInstant, utcTimestamp } from './instant-forms'
import { decimal, double, wholeUnits } from './number-forms'
import { custom, flag, hostDate, opaqueJson, twoWords } from './other-forms'
import { arraySet, jsonSet, lineSet, separatedSet } from './set-forms'
import { hostWord, integerId, kernelWord, renamedCodes, uuidId } from './word-forms'

/** How a column of the kernel's own tables holds a field. */
export function kernelForm(dialect: SqlDialect, field: FieldDefinition): ColumnForm {
  switch (field.kind) {
    case 'id':
    case 'reference':
    case 'code':
    case 'enum':
    case 'text':
    case 'date':
      return kernelWord(dialect)
    case 'number':
      return field.decimals === undefined ? double(dialect) : wholeUnits(dialect, field.decimals)
    case 'money':
      return wholeUnits(dialect, 0)
    case 'boolean':
      return flag(dialect)
    case 'instant':
      return epoch(dialect, 1)
    case 'tags':
      return dialect.name === 'postgres' ? arraySet : lineSet(dialect)
    case 'json':
      return opaqueJson(dialect, true)
    default:
      return field.kind satisfies never
  }
}

/** How a column of a host's table holds a field, by its codec or as such fields usually stand in the database. */
export function hostForm(
  dialect: SqlDialect,
  entity: string,
  field: FieldDefinition,
  codec: Codec | undefined,
): ColumnForm {
  return codec === undefined ? usualForm(dialect, field) : codecForm(dialect, entity, field, codec)
}

function usualForm(dialect: SqlDialect, field: FieldDefinition): ColumnForm {
  switch (field.kind) {
    case 'id':
    case 'reference':
    case 'code':
    case 'enum':
    case 'text':
      return hostWord(dialect)
    case 'date':
      return hostDate(dialect)
    case 'instant':
      return nativeInstant(dialect)
    case 'tags':
      return dialect.name === 'postgres' ? arraySet : jsonSet(dialect)
    case 'json':
      return opaqueJson(dialect, false)
    case 'number':
    case 'money':
    case 'boolean':
      return kernelForm(dialect, field)
    default:
      return field.kind satisfies never
  }
}

function codecForm(dialect: SqlDialect, entity: string, field: FieldDefinition, codec: Codec): ColumnForm {
  switch (codec.type) {
    case 'decimal':
      return decimal(dialect, codec.scale, field.kind === 'money' ? 0 : codec.scale)
    case 'flag':
      return twoWords(dialect, codec.yes, codec.no)
    case 'integer-id':
      return integerId(dialect)
    case 'uuid':
      return uuidId(dialect)
    case 'epoch':
      return epoch(dialect, codec.unit === 'seconds' ? 1000 : 1)
    case 'utc-timestamp':
      return utcTimestamp(dialect)
    case 'iso-text':
      return isoText(dialect)
    case 'separated':
      return separatedSet(dialect, codec.separator)
    case 'codes':
      return renamedCodes(dialect, codec.codes)
    case 'custom':
      return custom(entity, field, codec.encode, codec.decode)
    default:
      return codec satisfies never
  }
}
