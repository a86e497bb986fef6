import { refuse, type Localized } from '../kernel'
import { entityOf, type Model } from '../model'
import type { Operand, Query, Reference, TestNode } from '../query'
import { mapTests, testsOf } from './map-tests'
import { problem } from './problem'

type Actors = Extract<Reference, { readonly ref: 'me' | 'myGroups' | 'actor' }>

const items = (value: Operand | undefined): readonly Exclude<Operand, readonly unknown[]>[] =>
  value === undefined ? [] : isList(value) ? value : [value]

const isList = (value: Operand): value is Extract<Operand, readonly unknown[]> => Array.isArray(value)

const isAboutActor = (value: unknown): value is Actors =>
  typeof value === 'object' &&
  value !== null &&
  'ref' in value &&
  ['me', 'myGroups', 'actor'].includes(String(value.ref))

const aboutActor = (test: TestNode): readonly Actors[] => items(test.value).filter(isAboutActor)

const wordsOf = (reference: Actors): Localized => {
  switch (reference.ref) {
    case 'me':
      return { fr: 'moi', en: 'me' }
    case 'myGroups':
      return { fr: 'mes groupes', en: 'my groups' }
    case 'actor':
      return { fr: `mon champ ${reference.field}`, en: `my ${reference.field}` }
    default:
      return reference satisfies never
  }
}

/**
 * Whether what a query says of the one who asks can be known when it is run. `me` is the owner, whoever runs it. The groups and
 * fields of a user are known only while that user asks: a shared query may not say them.
 *
 * @throws refusals `lists.no_owner`, `lists.shared_reference`.
 */
export function demandOwnReferences(
  query: Query,
  keeping: { readonly ownerId: string | null; readonly shared: boolean },
): void {
  for (const reference of testsOf(query.where).flatMap(aboutActor)) {
    const data = { variable: wordsOf(reference) }
    if (keeping.ownerId === null) refuse(problem('lists.no_owner', { path: '/criteria', data }))
    if (keeping.shared && reference.ref !== 'me') refuse(problem('lists.shared_reference', { path: '/criteria', data }))
  }
}

/** A saved query as it is run: `me` is its owner. */
export function asItsOwner(model: Model, query: Query, ownerId: string | null): Query {
  if (ownerId === null) return query
  const owned = (value: Operand): Operand => (isAboutActor(value) && value.ref === 'me' ? ownerId : value)
  const where = mapTests(model, entityOf(model, query.entity), query.where, (test) => {
    if (!aboutActor(test).some(({ ref }) => ref === 'me') || test.value === undefined) return test
    const value: Operand = isList(test.value)
      ? test.value.map((item) => (isAboutActor(item) && item.ref === 'me' ? ownerId : item))
      : owned(test.value)
    return { ...test, value }
  })
  return { ...query, where }
}
