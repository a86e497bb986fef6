export { belongingOf, type Belonging } from './belonging'
export { codecs, type Codec, type DatabaseValue } from './codec'
export { followPath } from './check-entity'
export {
  entity,
  isNumeric,
  isWord,
  type EntityDefinition,
  type EntitySpec,
  type FieldDefinition,
  type UniqueKey,
} from './entity'
export {
  code,
  date,
  flag,
  id,
  instant,
  integer,
  json,
  money,
  number,
  oneOf,
  reference,
  tags,
  text,
  type CodeOption,
  type FieldFacts,
  type FieldSpec,
} from './field'
export { FIELD_KINDS, type FieldKind, type Kinded, type KindOf } from './field-kind'
export {
  columnOf,
  isJoined,
  type ColumnMapping,
  type JoinedColumn,
  type Mapping,
  type OwnColumn,
  type StandingCondition,
} from './mapping'
export { defineModel, entityOf, extendModel, isName, type Model } from './model'
export { inWords } from './issue-wording'
export { parseInput } from './parse-input'
export { parsePatch, parseRecord } from './parse-record'
export type { EntityMap, FieldName, NewRecordOf, RecordOf, RecordPatchOf, RelationsOf, ShapeOf } from './record-type'
export { many, one, type ManyRelation, type OneRelation, type Relation, type RelationSpec } from './relation'
export { relationLabel } from './relation-label'
export type { RoleBinding, RoleName, RoleSlot, RoleSpec } from './role'
export { crmEntities } from './crm'
export { formSchema } from './form-schema'
export { withoutFields, type FieldSets } from './without-fields'
