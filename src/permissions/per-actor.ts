import type { Model } from '../model'
import type { Actor } from './actor'

/** What was worked out for one actor over one model, by use and entity. */
interface Shelf<T> {
  readonly model: Model
  readonly read: Map<string, T>
  readonly manage: Map<string, T>
}

/**
 * Works something out once for each actor, model, entity and use: an actor's rights do not change while it lives. Most actors meet one
 * model only.
 */
export function perActor<T>(
  make: (model: Model, actor: Actor, entity: string, use: 'read' | 'manage') => T,
): (model: Model, actor: Actor, entity: string, use: 'read' | 'manage') => T {
  const shelves = new WeakMap<Actor, Shelf<T>[]>()
  const shelfFor = (actor: Actor, model: Model): Shelf<T> => {
    const own = shelves.get(actor) ?? []
    for (const shelf of own) if (shelf.model === model) return shelf
    const shelf: Shelf<T> = { model, read: new Map(), manage: new Map() }
    own.push(shelf)
    shelves.set(actor, own)
    return shelf
  }
  return (model, actor, entity, use) => {
    const shelf = shelfFor(actor, model)
    const byEntity = use === 'read' ? shelf.read : shelf.manage
    const known = byEntity.get(entity)
    if (known !== undefined) return known
    const made = make(model, actor, entity, use)
    byEntity.set(entity, made)
    return made
  }
}
