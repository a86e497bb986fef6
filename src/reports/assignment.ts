import { z } from 'zod'
import type { Localized } from '../kernel'
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
  type Model,
} from '../model'

/** Where assignments come from, in the order to show them. A host adds its own to `reportEntitiesFor`. */
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

/** A record of another entity, under whatever name the host's model has it; a bare code where it has none. */
function pointer(target: string | undefined, label: Localized) {
  return target === undefined ? code({ label }) : reference(target, { label })
}

/** The entities that a row of the log points to. */
interface Targets {
  readonly conversation?: string | undefined
  readonly contact?: string | undefined
  readonly user?: string | undefined
}

const LABEL = { fr: 'Affectation', en: 'Assignment' }

function assignmentEntity({ conversation, contact, user }: Targets, sources: readonly CodeOption[], module: string) {
  return entity({
    module,
    label: LABEL,
    fields: z.object({
      id: id(),
      at: instant({ label: { fr: 'Horodatage', en: 'Timestamp' } }),
      conversationId: pointer(conversation, { fr: 'Conversation', en: 'Conversation' }),
      contactId: pointer(contact, { fr: 'Contact', en: 'Contact' }).nullable(),
      /** As the contact was called when it happened. */
      contactName: text({ label: { fr: 'Nom du contact', en: 'Contact name' } }).nullable(),
      previousAssigneeId: pointer(user, { fr: 'Cessionnaire précédent', en: 'Previous assignee' }).nullable(),
      /** Null: the conversation was taken away from its assignee, which counts as an assignment. */
      assigneeId: pointer(user, { fr: 'Cessionnaire', en: 'Assignee' }).nullable(),
      source: code({ label: { fr: 'Source', en: 'Source' }, options: [...assignmentSources, ...sources] }),
      /** Only where the source is a user. */
      assignedById: pointer(user, { fr: 'Affecté par', en: 'Assigned by' }).nullable(),
    }),
    indexes: [['at'], ['contactId', 'at'], ['conversationId']],
  })
}

/** What the kernel keeps of reports, for a model in which nobody plays the role of conversation: a log that stays empty. */
export const reportEntities = { assignment: assignmentEntity({}, [], 'conversations') }

/**
 * What the kernel keeps of reports beside a host's model. The log of assignments belongs to the module of conversations; whoever may
 * read a conversation, and nobody else, may read its log.
 *
 * @param options - `sources`: a host's own, after those of the library.
 */
export function reportEntitiesFor(
  model: Model,
  { sources = [] }: { readonly sources?: readonly CodeOption[] } = {},
): typeof reportEntities {
  const role = model.roles.conversation
  if (role === null) return reportEntities
  const conversation = entityOf(model, role.entity)
  const targetOf = (field: string | null) => (field === null ? undefined : conversation.fields.get(field)?.target)
  const targets = {
    conversation: role.entity,
    contact: targetOf(role.fields.contact),
    user: targetOf(role.fields.assignee),
  }
  const relations = { conversation: one(role.entity, 'conversationId') }
  const { group, owner } = conversation
  return {
    assignment: {
      ...assignmentEntity(targets, sources, conversation.module),
      relations,
      ...(group === null ? {} : { group: `conversation.${group}` }),
      ...(owner === null ? {} : { owner: `conversation.${owner}` }),
    },
  }
}

/** The sources that a model knows: the library's and the host's. */
export function sourcesOf(assignment: EntityDefinition): readonly CodeOption[] {
  return assignment.fields.get('source')?.options ?? []
}
