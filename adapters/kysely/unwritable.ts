/** A value that the model knows and the column of a host's has no way of writing: it is the data's fault, not the caller's. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable'

  constructor(
    message: string,
    /** The field it was for, once that is known. */
    readonly field: string | null = null,
  ) {
    super(message)
  }
}
