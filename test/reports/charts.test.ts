import { describe, expect, test } from 'vitest'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { barChart, pieChart, type Chart } from 'clientele/reports'

const parts = [
  { label: 'Utilisateur', count: 7, percentage: 58.3 },
  { label: 'Bot', count: 4, percentage: 33.4 },
  { label: 'Workflow', count: 1, percentage: 8.3 },
]
const words = { title: 'Affectations par source', part: 'Source', count: 'Affectations', percentage: 'Pourcentage' }

/** What a charting library draws, as SVG; a warning fails the test. */
async function drawn(chart: Chart): Promise<string> {
  const warned: unknown[] = []
  const note = (...messages: unknown[]) => void warned.push(...messages)
  const quiet = {
    level: () => quiet,
    error: () => quiet,
    warn: (...m: unknown[]) => (note(...m), quiet),
    info: () => quiet,
    debug: () => quiet,
  }
  const spec: TopLevelSpec = JSON.parse(JSON.stringify(chart))
  const view = new View(parse(compile(spec, { logger: quiet }).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  expect(warned).toEqual([])
  return svg
}

const marks = (svg: string, name: string) =>
  [...svg.matchAll(new RegExp(`class="mark-${name} role-mark[^"]*"[^>]*>(.*?)</g>`, 'gs'))].flatMap(([, body = '']) => [
    ...body.matchAll(/<(?:path|text)[^>]*>/g),
  ])

describe('R4.5 charts', () => {
  test('R4.5 a bar for each source, in the order given, under its words', async () => {
    const svg = await drawn(barChart(parts, words))
    expect(marks(svg, 'rect')).toHaveLength(3)
    const labels = [...svg.matchAll(/>(Utilisateur|Bot|Workflow)</g)].map(([, label]) => label)
    expect(labels).toEqual(['Utilisateur', 'Bot', 'Workflow'])
    expect(svg).toContain('Affectations par source')
  })

  test('R4.5 a slice for each source, with its percentage, and the total', async () => {
    const svg = await drawn(pieChart(parts, { ...words, title: 'Part de chaque source', subtitle: 'Total : 12' }))
    expect(marks(svg, 'arc')).toHaveLength(3)
    for (const text of ['58.3', '33.4', '8.3', 'Total : 12', 'Part de chaque source']) expect(svg).toContain(text)
  })

  test('R4.5 are plain JSON with their data inside', () => {
    for (const chart of [barChart(parts, words), pieChart(parts, words)]) {
      expect(JSON.parse(JSON.stringify(chart))).toEqual(chart)
      expect(chart['data']).toEqual({ values: parts })
    }
  })
})
