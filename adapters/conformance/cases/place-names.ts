import { item } from './case-rows'
import type { CriteriaCase, CriteriaTable } from './case-table'
import { where } from './criteria-json'

/** Communes of France as they are spelt: every letter, apostrophe and hyphen that the names of all 35,000 have. */
const PLACES = {
  ay: 'Aÿ-Champagne',
  baigorry: 'Saint-Étienne-de-Baïgorry',
  bors: 'Bors (Canton de Tude-et-Lavalette)',
  bu: 'Bû',
  castillon: "Castillon (Canton d'Arthez-de-Béarn)",
  fay: 'Faÿ-lès-Nemours',
  coeur: 'Cœur de Causse',
  echelle: "L'Échelle",
  eu: 'Eu',
  eze: 'Èze',
  geus: "Geüs-d'Oloron",
  hay: "L'Haÿ-les-Roses",
  ileDaix: "Île-d'Aix",
  iles: "Îles Éparses de l'océan Indien",
  joutes: 'La Neuville-aux-Joûtes',
  mercoeur: 'Mercœur',
  montlucon: 'Montluçon',
  moy: "Moÿ-de-l'Aisne",
  oDeSelle: 'Ô-de-Selle',
  oeuilly: 'Œuilly',
  oo: 'Oô',
  ploeuc: "Plœuc-L'Hermitage",
  saul: 'Saül',
  stDenis: 'Saint-Denis',
  stEtienne: 'Saint-Étienne',
  steFoy: 'Sainte-Foy',
  vogue: 'Vogüé',
  y: 'Y',
} as const

type Place = keyof typeof PLACES

const found = (
  name: string,
  operator: 'eq' | 'contains' | 'startsWith' | 'endsWith',
  asked: string,
  ...matches: readonly Place[]
): CriteriaCase => ({
  name: `${name}: ${operator} "${asked}"`,
  where: where('name', operator, asked),
  matches: Object.keys(PLACES).filter((id) => matches.some((match) => match === id)),
})

export const placeNames: CriteriaTable = {
  name: 'text: names of French places, as they are typed',
  requirement: 'R2.1',
  records: { item: Object.entries(PLACES).map(([id, name]) => item(id, { name })) },
  cases: [
    found('œ as two letters', 'eq', 'oeuilly', 'oeuilly'),
    found('œ in capitals', 'eq', 'ŒUILLY', 'oeuilly'),
    found('œ in the midst of a name', 'contains', 'oeu', 'coeur', 'mercoeur', 'oeuilly', 'ploeuc'),
    found('œ asked as a ligature', 'contains', 'cœur', 'coeur', 'mercoeur'),
    found('half of a ligature', 'startsWith', 'o', 'oDeSelle', 'oeuilly', 'oo'),
    found('an apostrophe, an umlaut, hyphens', 'eq', "l'hay les roses", 'hay'),
    found('a typographic apostrophe', 'eq', 'L’HAŸ-LES-ROSES', 'hay'),
    found('the article with its apostrophe', 'startsWith', 'l’', 'echelle', 'hay'),
    found('an article inside', 'contains', "l'", 'echelle', 'hay', 'iles', 'moy', 'ploeuc'),
    found('without its apostrophe it is another name', 'eq', 'lhay les roses'),
    found('ÿ', 'contains', 'ay', 'ay', 'fay', 'hay'),
    found('a capital accent', 'eq', 'saint etienne', 'stEtienne'),
    found('a non-breaking hyphen', 'eq', 'Saint\u2011Étienne', 'stEtienne'),
    found('an en dash and spaces', 'eq', ' saint – étienne ', 'stEtienne'),
    found('a decomposed accent', 'startsWith', 'Saint-E\u0301tienne', 'baigorry', 'stEtienne'),
    found('a word that goes on', 'startsWith', 'saint', 'baigorry', 'stDenis', 'stEtienne', 'steFoy'),
    found(
      'a hyphen at the end of the pattern is none',
      'startsWith',
      'saint-',
      'baigorry',
      'stDenis',
      'stEtienne',
      'steFoy',
    ),
    found('ï', 'endsWith', 'baigorry', 'baigorry'),
    found('È at the start', 'eq', 'eze', 'eze'),
    found('Î at the start', 'startsWith', 'ile', 'ileDaix', 'iles'),
    found('Ô alone', 'eq', 'o de selle', 'oDeSelle'),
    found('û', 'eq', 'BU', 'bu'),
    found('û inside', 'contains', 'joutes', 'joutes'),
    found('ü and é', 'eq', 'vogue', 'vogue'),
    found('ü before an apostrophe', 'eq', "geus d'oloron", 'geus'),
    found('ü in a short name', 'eq', 'saul', 'saul'),
    found('ç', 'endsWith', 'lucon', 'montlucon'),
    found('è between hyphens', 'contains', 'les-nemours', 'fay'),
    found('a name of one letter', 'eq', 'y', 'y'),
    found('a name of two', 'eq', 'EU', 'eu'),
    found('the same vowel twice', 'eq', 'oo', 'oo'),
    found('brackets', 'contains', '(canton d', 'bors', 'castillon'),
    found('a bracket and an apostrophe', 'contains', '(Canton d’Arthez de Bearn)', 'castillon'),
    found('a bracket at the end', 'endsWith', ')', 'bors', 'castillon'),
  ],
}
