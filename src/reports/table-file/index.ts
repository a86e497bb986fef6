export type { CsvSeparator } from './csv'
export { tableFile, type ExportedFile, type Table, type TableFileOptions, type TableFormat } from './exported-file'
export type { Cell, CellPages, ColumnKind, TableColumn, TableWords } from './table'
