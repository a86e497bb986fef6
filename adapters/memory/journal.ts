/** How to take back what was written, the last first; its cost is that of the changes, not of the data. */
export interface Journal {
  record(undo: () => void): void
  /** The place to which {@link Journal.undoTo} can return. */
  mark(): number
  undoTo(mark: number): void
  /** Everything written so far stays. */
  forget(): void
}

export function createJournal(): Journal {
  let undos: (() => void)[] = []
  return {
    record: (undo) => void undos.push(undo),
    mark: () => undos.length,
    undoTo(mark) {
      const taken = undos.splice(mark)
      for (const undo of taken.reverse()) undo()
    },
    forget() {
      undos = []
    },
  }
}
