import type { Localized } from '../kernel'
import { entityOf, type Model } from '../model'
import type { Actor } from './actor'
import type { GenericRight, Level, Reach } from './level'
import { managesRights } from './reach-and-level'
import type { RightsReason } from './rights-reason'
import type { Ground, Lack, RecordUse, Standing } from './scope'
import type { SharedRecord } from './share'
import { shareReason, type ShareWording } from './share-reason'

/** Whether something is allowed, and the grants that allowed it or the least that is missing. */
export interface RightsExplanation {
  readonly allowed: boolean
  readonly because: readonly RightsReason[]
}

export const LEVEL_WORDS: Readonly<Record<Level, Localized>> = {
  access: { fr: 'accessible', en: 'accessible' },
  read: { fr: 'lecture', en: 'read' },
  manage: { fr: 'gestion', en: 'manage' },
}

export const REACH_WORDS: Readonly<Record<Reach, Localized>> = {
  own: { fr: 'ses enregistrements', en: 'own records' },
  structure: { fr: 'sa structure', en: 'own structure' },
  all: { fr: 'tout', en: 'everything' },
}

export const RIGHT_WORDS: Readonly<Record<GenericRight, Localized>> = {
  administrator: { fr: 'administrateur', en: 'administrator' },
  advancedAdministration: { fr: 'administration avancée', en: 'advanced administration' },
  export: { fr: 'export', en: 'export' },
  timeTracking: { fr: 'suivi du temps', en: 'time tracking' },
  activityFeed: { fr: "fil d'activité", en: 'activity feed' },
}

/** The same sentence in both languages, from the words of each. */
const said = (sentence: (locale: 'fr' | 'en') => string): Localized => ({ fr: sentence('fr'), en: sentence('en') })

const levelReason = ({ profile }: Actor, module: string, level: Level): RightsReason => ({
  code: 'profile_level',
  data: { profile: profile.code, module, level },
  message: said((l) =>
    l === 'fr'
      ? `Le profil ${profile.label.fr} donne le niveau ${LEVEL_WORDS[level].fr} sur le module ${module}.`
      : `The profile ${profile.label.en} gives the level ${LEVEL_WORDS[level].en} on the module ${module}.`,
  ),
})

const reachReason = (reach: Reach): RightsReason => ({
  code: 'reach',
  data: { reach },
  message: said((l) =>
    l === 'fr' ? `La portée est : ${REACH_WORDS[reach].fr}.` : `The reach is: ${REACH_WORDS[reach].en}.`,
  ),
})

const GROUNDS: Readonly<Record<Exclude<Ground['by'], 'share'>, Localized>> = {
  all: { fr: 'Cette portée couvre tous les enregistrements.', en: 'This reach covers every record.' },
  right: {
    fr: 'Le profil donne le droit d’administrer ce module.',
    en: 'The profile gives the right to administer this module.',
  },
  module: {
    fr: 'Ces enregistrements ne sont ni à un groupe ni à une personne : le niveau sur le module suffit.',
    en: 'These records belong to no group and no person: the level on the module is enough.',
  },
  group: { fr: "L'enregistrement appartient à l'un de vos groupes.", en: 'The record belongs to one of your groups.' },
  owner: {
    fr: "L'enregistrement est à vous ou à quelqu'un de votre équipe.",
    en: 'The record is yours, or belongs to somebody of your team.',
  },
}

/** What is said of shares: those that reach the record, and how. */
export interface SharesTold extends ShareWording {
  /** The nearest first, whatever they are for. */
  readonly shares: readonly SharedRecord[]
}

const NO_SHARES: SharesTold = { shares: [] }

function groundReasons(model: Model, entity: string, { by }: Ground, use: RecordUse, told: SharesTold): RightsReason[] {
  if (by !== 'share') return [{ code: `ground_${by}`, data: {}, message: GROUNDS[by] }]
  const serving = told.shares.filter((share) => use === 'read' || share.use === 'work')
  return serving.map((share) => shareReason(model, entity, share, told))
}

/** To those who could switch it on again. To others, a module that is off is one that they are not given. */
const switchedOff = (module: string): RightsReason => ({
  code: 'module_off',
  data: { module },
  message: {
    fr: `Le module ${module} est désactivé pour tous.`,
    en: `The module ${module} is switched off for everybody.`,
  },
})

function lackReason(actor: Actor, module: string, lack: Lack): RightsReason {
  const { profile } = actor
  switch (lack.of) {
    case 'module':
      if (actor.modulesOff?.includes(module) === true && managesRights(actor)) return switchedOff(module)
      return {
        code: 'no_module',
        data: { profile: profile.code, module },
        message: said((l) =>
          l === 'fr'
            ? `Le profil ${profile.label.fr} ne donne pas le module ${module}.`
            : `The profile ${profile.label.en} does not give the module ${module}.`,
        ),
      }
    case 'level':
      return {
        code: 'missing_level',
        data: { profile: profile.code, module, held: lack.held, needed: lack.needed },
        message: said((l) =>
          l === 'fr'
            ? `Il faut le niveau ${LEVEL_WORDS[lack.needed].fr} sur le module ${module} ; le profil ${profile.label.fr} donne ${LEVEL_WORDS[lack.held].fr}.`
            : `The level ${LEVEL_WORDS[lack.needed].en} on the module ${module} is needed; the profile ${profile.label.en} gives ${LEVEL_WORDS[lack.held].en}.`,
        ),
      }
    case 'right':
      return {
        code: 'missing_right',
        data: { profile: profile.code, module, needed: lack.needed },
        message: said((l) => {
          const rights = lack.needed.map((right) => RIGHT_WORDS[right][l])
          if (l === 'fr')
            return rights.length === 0
              ? `Le module ${module} n'est modifié par personne.`
              : `Il faut le droit : ${rights.join(' ou ')}.`
          return rights.length === 0
            ? `Nobody changes the module ${module}.`
            : `The right needed is: ${rights.join(' or ')}.`
        }),
      }
    default:
      return lack satisfies never
  }
}

/** The same answer for a record that is out of reach and for one that is not there. */
const outOfReach = (model: Model, entity: string): RightsReason => {
  const { label } = entityOf(model, entity)
  return {
    code: 'out_of_reach',
    data: { entity },
    message: {
      fr: `Aucun enregistrement ${label.fr} de ce nom n'est à votre portée.`,
      en: `No such ${label.en} is within your reach.`,
    },
  }
}

/** Said whether the record is there or not. */
const boundReasons = ({ bound = null }: Actor): readonly RightsReason[] =>
  bound === null
    ? []
    : [
        {
          code: 'organisation',
          data: { organisation: bound.organisation },
          message: {
            fr: 'Vous agissez dans votre organisation et celles au-dessous.',
            en: 'You act within your organisation and those below it.',
          },
        },
      ]

/** Said of a record that somebody sees by a share, and wants to change. */
const sharedToRead: RightsReason = {
  code: 'shared_to_read',
  data: {},
  message: {
    fr: "L'enregistrement est partagé avec vous pour lecture seulement.",
    en: 'The record is shared with you to read only.',
  },
}

/**
 * Puts an answer into words: `held` are the grounds on which the record is within the actor's rights, `told` the shares that reach
 * it, none unless the actor may read it.
 */
export function explainRights(
  model: Model,
  actor: Actor,
  entity: string,
  use: RecordUse,
  standing: Standing,
  held: readonly Ground[],
  told: SharesTold = NO_SHARES,
): RightsExplanation {
  const { module, level, reach, lack } = standing
  if (lack !== null) return { allowed: false, because: [lackReason(actor, module, lack)] }
  const path = level === null ? [] : [levelReason(actor, module, level)]
  if (held.length === 0) {
    const why = told.shares.length > 0 ? sharedToRead : outOfReach(model, entity)
    return { allowed: false, because: [reachReason(reach), ...boundReasons(actor), why] }
  }
  const grounds = held.flatMap((ground) => groundReasons(model, entity, ground, use, told))
  const reaches = held.some(({ by }) => by === 'group' || by === 'owner' || by === 'all')
  return {
    allowed: true,
    because: [...path, ...(reaches ? [reachReason(reach)] : []), ...boundReasons(actor), ...grounds],
  }
}

/** The system is asked nothing. */
export const systemAllowed = (use: RecordUse): RightsExplanation => ({
  allowed: true,
  because: [
    {
      code: 'system',
      data: { use },
      message: { fr: 'Le système peut tout faire.', en: 'The system may do everything.' },
    },
  ],
})
