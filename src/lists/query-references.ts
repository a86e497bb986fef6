import { criteriaReferences } from '../regions'

/** The regions that saved queries name in their criteria. */
export const queryReferences = criteriaReferences({
  entity: 'savedQuery',
  field: 'criteria',
  label: ({ name }) => ({ fr: `la requête ${String(name)}`, en: `the query ${String(name)}` }),
})
