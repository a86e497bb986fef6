import { defineProblems } from '../kernel'

export const problem = defineProblems({
  'automation.unknown': {
    en: 'There is no automation {automation}.',
    fr: "Il n'y a pas d'automatisation {automation}.",
  },
  'automation.event_unknown': {
    en: 'There is no event {event} that you may see.',
    fr: "Il n'y a pas d'événement {event} que vous puissiez voir.",
  },
  'automation.trigger_unknown': {
    en: 'There is no trigger {trigger}. Triggers: {known}.',
    fr: "Il n'y a pas de déclencheur {trigger}. Déclencheurs : {known}.",
  },
  'automation.action_unknown': {
    en: 'There is no action {action}. Actions: {known}.',
    fr: "Il n'y a pas d'action {action}. Actions : {known}.",
  },
  'automation.action_not_offered': {
    en: 'The trigger "{trigger}" does not allow the action "{action}". It allows: {known}.',
    fr: 'Le déclencheur « {trigger} » ne permet pas l’action « {action} ». Il permet : {known}.',
  },
  'automation.role_missing': {
    en: 'The model has nothing that plays {role}, which "{wanted}" needs. Say it in the roles given to defineModel.',
    fr: 'Rien dans le modèle ne joue {role}, dont « {wanted} » a besoin. Dites-le dans les rôles donnés à defineModel.',
  },
  'automation.restriction_not_offered': {
    en: 'The trigger "{trigger}" cannot be restricted by {restriction}. Remove it.',
    fr: 'Le déclencheur « {trigger} » ne peut pas être restreint par {restriction}. Retirez-le.',
  },
  'automation.before_not_offered': {
    en: 'Only the start and the end of an event can be acted on beforehand, not "{trigger}".',
    fr: 'Seuls le début et la fin d’un événement permettent d’agir avant, pas « {trigger} ».',
  },
  'automation.status_refused': {
    en: 'An event cannot take the status {status}.',
    fr: 'Un événement ne peut pas prendre le statut {status}.',
  },
  'automation.segment_subject': {
    en: 'The segment {segment} is about "{entity}", which plays neither the contact nor the account. Only segments of those set automations off.',
    fr: 'Le segment {segment} porte sur « {entity} », qui ne joue ni le contact ni le compte. Seuls les segments de ceux-là déclenchent des automatisations.',
  },
  'automation.recipient_not_offered': {
    en: 'The trigger "{trigger}" knows nobody who is {recipient}. It offers: {known}.',
    fr: 'Le déclencheur « {trigger} » ne connaît personne qui soit {recipient}. Il offre : {known}.',
  },
  'automation.not_of_members': {
    en: '{automation} is off, or does not wait for who enters a segment: there are no members to reach. Switch it on, or choose another.',
    fr: "{automation} est éteinte ou n'attend pas qui entre dans un segment : il n'y a pas de membres à atteindre. Allumez-la, ou choisissez-en une autre.",
  },
  'automation.consent_missing': {
    en: 'There is no field of {entity} here that keeps the consent to be written to, so that nothing may be sent to them. Name it in the roles given to defineModel ({role}, a boolean or the instant of the consent) or, where it is hidden from you, ask somebody who sees it.',
    fr: 'Aucun champ de {entity} ne garde ici le consentement à recevoir des messages : rien ne peut donc leur être envoyé. Nommez-le dans les rôles donnés à defineModel ({role}, un booléen ou la date du consentement) ou, s’il vous est caché, demandez à quelqu’un qui le voit.',
  },
  'automation.user_unknown': {
    en: 'There is no user {user} to receive this.',
    fr: "Il n'y a pas d'utilisateur {user} pour recevoir ceci.",
  },
  'automation.address_refused': {
    en: '{address} is not an e-mail address.',
    fr: "{address} n'est pas une adresse e-mail.",
  },
  'automation.template_broken': {
    en: 'The template holds {part}, which is not a dynamic field. Write it as {example}.',
    fr: "Le modèle contient {part}, qui n'est pas un champ dynamique. Écrivez-le comme {example}.",
  },
  'automation.template_field': {
    en: 'There is no dynamic field {field} here. Dynamic fields: {known}.',
    fr: "Il n'y a pas de champ dynamique {field} ici. Champs dynamiques : {known}.",
  },
})
