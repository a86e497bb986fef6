import type { EntityMap } from './model'
import type { Clientele, ClienteleOptions } from './session'

/**
 * Opens the kernel over a store. The first time it meets a tenant it makes the records that exist from the start: account
 * statuses, the list "everyone". What runs the kernel is loaded by the first call, so that importing `clientele` stays light where only
 * models and criteria are wanted, as in a browser.
 *
 * @throws `storage.schema_newer`, `storage.schema_behind`, `session.unknown_zone`, `model.entity_reserved`.
 * @example
 * ```ts
 * const crm = await createClientele({ model: defineModel(crmEntities), store: memoryAdapter(), timeZone: 'Europe/Paris' })
 * ```
 */
export async function createClientele<E extends EntityMap, Inputs = unknown>(
  options: ClienteleOptions<E, Inputs>,
): Promise<Clientele<E>> {
  const session = await import('./session')
  return session.createClientele(options)
}
