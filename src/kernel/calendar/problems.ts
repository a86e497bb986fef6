import { defineProblems } from '../problem'

export const calendarProblem = defineProblems({
  'calendar.unknown_time_zone': {
    en: 'There is no time zone {zone}: give an IANA name such as Europe/Paris.',
    fr: 'Le fuseau horaire {zone} n’existe pas : donnez un nom IANA, par exemple Europe/Paris.',
  },
  'calendar.invalid_date': {
    en: '{value} is not a date: write a day that exists as YYYY-MM-DD, between 0001-01-01 and 9999-12-31.',
    fr: '{value} n’est pas une date : écrivez un jour qui existe sous la forme AAAA-MM-JJ, entre 0001-01-01 et 9999-12-31.',
  },
  'calendar.invalid_time': {
    en: '{value} is not a time of day: write it as HH:mm, between 00:00 and 23:59.',
    fr: '{value} n’est pas une heure : écrivez-la sous la forme HH:mm, entre 00:00 et 23:59.',
  },
  'calendar.invalid_instant': {
    en: 'The time given is not a valid Date.',
    fr: 'L’instant donné n’est pas une date valide.',
  },
  'calendar.date_out_of_range': {
    en: 'The result leaves the years 0001 to 9999: choose a nearer date or a smaller count.',
    fr: 'Le résultat sort des années 0001 à 9999 : choisissez une date plus proche ou un nombre plus petit.',
  },
  'calendar.not_an_object': {
    en: 'An object is expected here, such as {example}.',
    fr: 'Un objet est attendu ici, par exemple {example}.',
  },
  'calendar.unknown_value': {
    en: '{value} is not known here: use one of {expected}.',
    fr: '{value} n’est pas reconnu ici : utilisez l’une des valeurs {expected}.',
  },
  'calendar.unknown_member': {
    en: 'The member {member} has no meaning here: remove it.',
    fr: 'Le membre {member} n’a pas de sens ici : retirez-le.',
  },
  'calendar.invalid_count': {
    en: '{value} is not a valid count: give a whole number between {least} and {most}.',
    fr: '{value} n’est pas un nombre valable : donnez un entier entre {least} et {most}.',
  },
  'calendar.invalid_day': {
    en: '{value} is not a day of the week: give a number from 0 (Sunday) to 6 (Saturday).',
    fr: '{value} n’est pas un jour de la semaine : donnez un nombre de 0 (dimanche) à 6 (samedi).',
  },
  'calendar.reversed': {
    en: 'The end {to} comes before the start {from}: swap them.',
    fr: 'La fin {to} précède le début {from} : inversez-les.',
  },
  'calendar.too_many_buckets': {
    en: 'The period would be cut into more than {most} parts: choose a larger unit or a shorter period.',
    fr: 'La période serait découpée en plus de {most} parties : choisissez une unité plus grande ou une période plus courte.',
  },
  'calendar.no_days': {
    en: 'A weekly schedule needs its days: list them, 0 for Sunday to 6 for Saturday.',
    fr: 'Un calendrier hebdomadaire a besoin de ses jours : donnez-les, de 0 pour dimanche à 6 pour samedi.',
  },
})
