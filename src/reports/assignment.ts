import { z } from 'zod'
import {
  code,
  entity,
  entityOf,
  id,
  instant,
  one,
  reference,
  text,
  type CodeOption,
  type EntityDefinition,
  type EntityMap,
  type Model,
} from '../model'

/** Where assignments come from, in the order to show them. A host adds its own to `reportEntities`. */
export const assignmentSources: readonly CodeOption[] = [
  { code: 'user', label: { fr: 'Utilisateur', en: 'User' } },
  { code: 'workflow', label: { fr: 'Workflow', en: 'Workflow' } },
  { code: 'bot', label: { fr: 'Bot', en: 'Bot' } },
  { code: 'developerApi', label: { fr: 'API développeur', en: 'Developer API' } },
  { code: 'zapier', label: { fr: 'Zapier', en: 'Zapier' } },
  { code: 'make', label: { fr: 'Make', en: 'Make' } },
  { code: 'contactImport', label: { fr: 'Importation de contacts', en: 'Contact import' } },
  { code: 'clickToChatAd', label: { fr: 'Publicité clic vers chat', en: 'Click-to-chat ad' } },
  { code: 'conversationClosed', label: { fr: 'Conversation fermée (ancien)', en: 'Conversation closed (legacy)' } },
]

/** The field that holds a record of another entity, whatever the host calls that entity. */
function pointer(target: string | undefined, label: { fr: string; en: string }) {
  return target === undefined ? code({ label }) : reference(target, { label })
}

/**
 * The entities of reports, for a model in which somebody plays the role of conversation; none otherwise. The log of assignments
 * belongs to the module of conversations, and whoever may read a conversation may read its log.
 */
export function reportEntities(model: Model, { sources = [] }: { readonly sources?: readonly CodeOption[] } = {}): EntityMap {
  const role = model.roles.conversation
  if (role === null) return {}
  const conversation = entityOf(model, role.entity)
  const targetOf = (field: string | null) => (field === null ? undefined : conversation.fields.get(field)?.target)
  const user = targetOf(role.fields.assignee)
  const assignment = entity({
    module: conversation.module,
    label: { fr: 'Affectation', en: 'Assignment' },
    fields: z.object({
      id: id(),
      at: instant({ label: { fr: 'Horodatage', en: 'Timestamp' } }),
      conversationId: reference(role.entity, { label: { fr: 'Conversation', en: 'Conversation' } }),
      contactId: pointer(targetOf(role.fields.contact), { fr: 'Contact', en: 'Contact' }).nullable(),
      /** As the contact was called when it happened. */
      contactName: text({ label: { fr: 'Nom du contact', en: 'Contact name' } }).nullable(),
      previousAssigneeId: pointer(user, { fr: 'Cessionnaire précédent', en: 'Previous assignee' }).nullable(),
      /** Null: the conversation was taken away from its assignee, which counts as an assignment. */
      assigneeId: pointer(user, { fr: 'Cessionnaire', en: 'Assignee' }).nullable(),
      source: code({ label: { fr: 'Source', en: 'Source' }, options: [...assignmentSources, ...sources] }),
      /** Only where the source is a user. */
      assignedById: pointer(user, { fr: 'Affecté par', en: 'Assigned by' }).nullable(),
    }),
    relations: { conversation: one(role.entity, 'conversationId') },
    ...(conversation.group === null ? {} : { group: `conversation.${conversation.group}` }),
    ...(conversation.owner === null ? {} : { owner: `conversation.${conversation.owner}` }),
    indexes: [['at'], ['contactId', 'at'], ['conversationId']],
  })
  return { assignment }
}

/** The sources that a model knows: the library's and the host's. */
export function sourcesOf(assignment: EntityDefinition): readonly CodeOption[] {
  return assignment.fields.get('source')?.options ?? []
}
