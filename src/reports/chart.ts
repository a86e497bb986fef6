import type { Json } from '../kernel'

/** A chart as a Vega-Lite specification with its data inside: plain JSON that any Vega-Lite 6 draws. */
export type Chart = { readonly [key: string]: Json }

/** One bar or slice. */
export interface ChartPart {
  readonly label: string
  readonly count: number
  /** In per cent, of all parts. */
  readonly percentage: number
}

/** The words of a chart, in the language it is drawn in. */
export interface ChartWords {
  readonly title: string
  readonly subtitle?: string
  /** What the parts are: "Source". */
  readonly part: string
  readonly count: string
  readonly percentage: string
}

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json'

function base(words: ChartWords, parts: readonly ChartPart[]): Chart {
  const summary = parts.map(({ label, count, percentage }) => `${label} ${count} (${percentage} %)`).join(', ')
  return {
    $schema: SCHEMA,
    title: words.subtitle === undefined ? { text: words.title } : { text: words.title, subtitle: words.subtitle },
    // Read aloud in place of the picture.
    description: `${words.title} : ${summary}`,
    data: { values: parts.map(({ label, count, percentage }) => ({ label, count, percentage })) },
  }
}

const tooltip = (words: ChartWords): Json => [
  { field: 'label', type: 'nominal', title: words.part },
  { field: 'count', type: 'quantitative', title: words.count },
  { field: 'percentage', type: 'quantitative', title: words.percentage, format: '.1f' },
]

/** A bar for each part, as high as its count, in the order given. */
export function barChart(parts: readonly ChartPart[], words: ChartWords): Chart {
  return {
    ...base(words, parts),
    width: { step: 64 },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'label', type: 'nominal', sort: null, title: words.part, axis: { labelAngle: -30 } },
      y: { field: 'count', type: 'quantitative', title: words.count, axis: { tickMinStep: 1 } },
      tooltip: tooltip(words),
    },
  }
}

/** A slice for each part, as wide as its count, with its percentage on it; clockwise in the order given. */
export function pieChart(parts: readonly ChartPart[], words: ChartWords): Chart {
  return {
    ...base(words, parts),
    // Vega's signals need the order as a number: colours alone would put slices in the order of their labels.
    transform: [{ window: [{ op: 'row_number', as: 'rank' }] }],
    encoding: {
      theta: { field: 'count', type: 'quantitative', stack: true },
      order: { field: 'rank', type: 'quantitative' },
      color: { field: 'label', type: 'nominal', sort: null, title: words.part },
      tooltip: tooltip(words),
    },
    layer: [
      { mark: { type: 'arc', outerRadius: 110 } },
      {
        mark: { type: 'text', radius: 130 },
        encoding: { text: { field: 'percentage', type: 'quantitative', format: '.1f' } },
      },
    ],
  }
}
