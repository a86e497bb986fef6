import { item } from './case-rows'
import type { CriteriaTable } from './case-table'
import { where } from './criteria-json'

/**
 * Every Latin letter with a diacritic, ligatures and digraphs included, under what it is found by: U+00C0–024F and U+1E00–1EFF, as
 * Unicode decomposes them (NFKD), and the seven that it does not (ø đ ł ı œ æ ß).
 */
const LETTERS: Readonly<Record<string, string>> = {
  a: 'ÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎǞǟǠǡǺǻȀȁȂȃȦȧḀḁẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ',
  ae: 'ÆæǢǣǼǽ',
  b: 'ḂḃḄḅḆḇ',
  c: 'ÇçĆćĈĉĊċČčḈḉ',
  d: 'ĎďĐđḊḋḌḍḎḏḐḑḒḓ',
  dz: 'ǄǅǆǱǲǳ',
  e: 'ÈÉÊËèéêëĒēĔĕĖėĘęĚěȄȅȆȇȨȩḔḕḖḗḘḙḚḛḜḝẸẹẺẻẼẽẾếỀềỂểỄễỆệ',
  f: 'Ḟḟ',
  g: 'ĜĝĞğĠġĢģǦǧǴǵḠḡ',
  h: 'ĤĥȞȟḢḣḤḥḦḧḨḩḪḫẖ',
  i: 'ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐȈȉȊȋḬḭḮḯỈỉỊị',
  ij: 'Ĳĳ',
  j: 'Ĵĵǰ',
  k: 'ĶķǨǩḰḱḲḳḴḵ',
  l: 'ĹĺĻļĽľŁłḶḷḸḹḺḻḼḽ',
  lj: 'Ǉǈǉ',
  m: 'ḾḿṀṁṂṃ',
  n: 'ÑñŃńŅņŇňǸǹṄṅṆṇṈṉṊṋ',
  nj: 'Ǌǋǌ',
  o: 'ÒÓÔÕÖØòóôõöøŌōŎŏŐőƠơǑǒǪǫǬǭǾǿȌȍȎȏȪȫȬȭȮȯȰȱṌṍṎṏṐṑṒṓỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ',
  oe: 'Œœ',
  p: 'ṔṕṖṗ',
  r: 'ŔŕŖŗŘřȐȑȒȓṘṙṚṛṜṝṞṟ',
  s: 'ŚśŜŝŞşŠšſȘșṠṡṢṣṤṥṦṧṨṩẛ',
  ss: 'ßẞ',
  t: 'ŢţŤťȚțṪṫṬṭṮṯṰṱẗ',
  u: 'ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗṲṳṴṵṶṷṸṹṺṻỤụỦủỨứỪừỬửỮữỰự',
  v: 'ṼṽṾṿ',
  w: 'ŴŵẀẁẂẃẄẅẆẇẈẉẘ',
  x: 'ẊẋẌẍ',
  y: 'ÝýÿŶŷŸȲȳẎẏẙỲỳỴỵỶỷỸỹ',
  z: 'ŹźŻżŽžẐẑẒẓẔẕ',
}

/** Letters that are others altogether, however they look, and stay apart from h, t, d, o, g, b … */
const OTHERS = 'ĦŦÐÞŊƁƊƏƗƵǤɄɆ'

const plain = (base: string, letters: string): string => base.repeat(Array.from(letters).length)

/** Each letter stored and asked, with its mark and without. */
export const latinLetters: CriteriaTable = {
  name: 'text: every Latin letter with a diacritic',
  requirement: 'R2.1',
  records: {
    item: [
      ...Object.entries(LETTERS).flatMap(([base, letters]) => [
        item(`${base}1`, { name: letters }),
        item(`${base}2`, { name: plain(base, letters) }),
      ]),
      item('others', { name: OTHERS }),
    ],
  },
  cases: [
    ...Object.entries(LETTERS).flatMap(([base, letters]) => {
      const matches = [`${base}1`, `${base}2`]
      const bare = plain(base, letters)
      return [
        { name: `${base}: asked without marks`, where: where('name', 'eq', bare), matches },
        { name: `${base}: asked in capitals`, where: where('name', 'eq', bare.toUpperCase()), matches },
        { name: `${base}: asked with marks`, where: where('name', 'eq', letters), matches },
        { name: `${base}: asked decomposed`, where: where('name', 'eq', letters.normalize('NFD')), matches },
      ]
    }),
    {
      name: 'letters that are others, in small',
      where: where('name', 'eq', OTHERS.toLowerCase()),
      matches: ['others'],
    },
    { name: 'letters that are others, by those they look like', where: where('name', 'contains', 'htd'), matches: [] },
  ],
}
