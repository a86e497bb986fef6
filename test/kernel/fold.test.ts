import fc from 'fast-check'
import { compareCodePoints, FOLD_VERSION, foldText, isWellFormedText } from 'clientele/kernel'
import { describe, expect, it } from 'vitest'

const cases: readonly (readonly [title: string, text: string, folded: string])[] = [
  ['nothing', '', ''],
  ['only white space', ' \t\n ', ''],
  ['folded ASCII', 'nord 59 rue du bac', 'nord 59 rue du bac'],
  ['capitals', 'NORD', 'nord'],
  ['French diacritics', 'Éléonore Çà Hôtel naïf Noël août', 'eleonore ca hotel naif noel aout'],
  ['decomposed diacritics', 'Ele\u0301onore', 'eleonore'],
  ['Latin letters with marks', 'Åäöñšžčřőűțşğ', 'aaonszcroutsg'],
  ['Vietnamese', 'Nguyễn Thị Hồng', 'nguyen thi hong'],
  ['œ and Œ', 'Œuvre cœur', 'oeuvre coeur'],
  ['æ and its marked form', 'Æther ǣ', 'aether ae'],
  ['ß and ẞ', 'Straße STRAẞE', 'strasse strasse'],
  ['ø and its marked form', 'Øster Ǿ', 'oster o'],
  ['đ and Đ', 'Đorđe', 'dorde'],
  ['ł and Ł', 'Łódź', 'lodz'],
  ['Turkish dotless and dotted i', 'ISPARTA Isparta ısparta İzmir', 'isparta isparta isparta izmir'],
  ['final and lunate sigma', 'ΟΔΟΣ οδος οδοϲ', 'οδοσ οδοσ οδοσ'],
  ['Greek tonos', 'Αθήνα', 'αθηνα'],
  ['right quotation mark', 'L’Haÿ', "l'hay"],
  ['left, reversed and modifier apostrophes', '‘‛ʼʻ', "''''"],
  ['n preceded by an apostrophe', 'ŉ', "'n"],
  ['full-width apostrophe', '＇', "'"],
  ['a hyphen', 'Saint-Étienne', 'saint etienne'],
  ['hyphens of all kinds', 'a‐b‑c‒d–e—f―g−h﹣i－j⸺k', 'a b c d e f g h i j k'],
  ['a hyphen at the edge', '-nord-', 'nord'],
  ['spaced hyphens', 'a  -  b', 'a b'],
  ['a soft hyphen', 'extra\u00adordinaire', 'extraordinaire'],
  ['white space of all kinds', 'a\u00a0b\u202fc\u2003d\u3000e\r\n\tf\u0085g\u2028h', 'a b c d e f g h'],
  ['ligatures', 'ﬁn ﬂot ĳ ǆ', 'fin flot ij dz'],
  ['full width', 'ＡＢＣ１２', 'abc12'],
  ['superscripts and signs', 'm² 1ᵉʳ № ™', 'm2 1er no tm'],
  ['emoji', '👍🏽 ok', '👍🏽 ok'],
  ['an emoji family', '👨‍👩‍👧', '👨‍👩‍👧'],
  ['Cyrillic loses its breve, which is a mark of that block', 'Йод', 'иод'],
  ['Thai', 'กรุงเทพฯ', 'กรุงเทพฯ'],
  ['Thai am, decomposed by NFKD', 'น้ำ', 'น\u0e49\u0e4d\u0e32'],
  ['Arabic', 'محمد', 'محمد'],
  ['Arabic vowel signs stay', 'مُحَمَّد', 'مُحَمَّد'.normalize('NFKD')],
  ['Arabic presentation forms', 'ﻻ', 'لا'],
  ['Hebrew', 'שלום', 'שלום'],
  ['Hebrew points stay', 'שָׁלוֹם', 'שָׁלוֹם'.normalize('NFKD')],
  ['the Hebrew hyphen', 'בית־ספר', 'בית ספר'],
  ['Devanagari', 'हिन्दी', 'हिन्दी'],
  ['Devanagari nukta', '\u0958', '\u0915\u093c'],
  ['voiced kana stay voiced', 'が', 'か\u3099'],
  ['wildcards are ordinary', '100% a_b c\\d', '100% a_b c\\d'],
]

describe('folding', () => {
  it.each(cases)('folds %s', (_title, text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  it('bears a version', () => {
    expect(FOLD_VERSION).toBe(1)
  })

  it('folds every character for good: folding twice changes nothing', () => {
    const moved: string[] = []
    for (let point = 0; point <= 0x10ffff; point++) {
      const once = foldText(`a${String.fromCodePoint(point)}b`)
      if (foldText(once) !== once) moved.push(point.toString(16))
    }
    expect(moved).toEqual([])
  })

  it('folds every text for good, whatever its marks', () => {
    const mark = fc.constantFrom(
      '\u034f',
      '\u00ad',
      '\u05b7',
      '\u05b4',
      '\u0301',
      '\u0323',
      '\u3099',
      '\u093c',
      '\u0e49',
    )
    const piece = fc.oneof(
      mark,
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('İ', 'Σ', 'ʼ', '-', ' ', 'ǆ'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = foldText(pieces.join(''))
        expect(foldText(once)).toBe(once)
      }),
      { seed: 20260329, numRuns: 3000 },
    )
  })

  it('takes no other way for plain ASCII than for the rest', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(foldText(text)).toBe(foldText(`${text} é`).slice(0, -1).trim())
      }),
      { seed: 20260330, numRuns: 2000 },
    )
  })
})

describe('well-formed text', () => {
  it.each([
    ['nothing', '', true],
    ['accents and emoji', 'é👍', true],
    ['a NUL', 'a\0b', false],
    ['a lone high surrogate', 'a\ud800b', false],
    ['a lone low surrogate', '\udc00', false],
    ['surrogates the wrong way round', '\udc4d\ud83d', false],
  ])('judges %s', (_title, text, expected) => {
    expect(isWellFormedText(text)).toBe(expected)
  })
})

describe('code-point order', () => {
  it('puts emoji after every other character, as UTF-8 bytes do', () => {
    const texts = ['\u{1f44d}', '\uffee', 'a', '', 'é', 'ab', '\ue000', '\u{10000}']
    expect(texts.toSorted(compareCodePoints)).toEqual([
      '',
      'a',
      'ab',
      'é',
      '\ue000',
      '\uffee',
      '\u{10000}',
      '\u{1f44d}',
    ])
  })

  it('agrees with the order of UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, text, (start, a, b) => {
        const bytes = Buffer.compare(Buffer.from(start + a), Buffer.from(start + b))
        expect(Math.sign(compareCodePoints(start + a, start + b))).toBe(bytes)
      }),
      { seed: 20260331, numRuns: 2000 },
    )
  })
})
