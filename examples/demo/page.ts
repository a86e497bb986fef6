import type { Chart } from 'clientele'
import { View, parse } from 'vega'
import { compile } from 'vega-lite'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A chart as SVG, drawn without a browser from the Vega-Lite description that a report returns. */
async function svg(chart: Chart): Promise<string> {
  const view = new View(parse(compile(JSON.parse(JSON.stringify(chart))).spec), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}

/** A part of the page: a table or charts. */
export type Section = { readonly title: string } & (
  | { readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } }
  | { readonly charts: readonly Chart[] }
)

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', values: readonly string[]): string =>
    `<tr>${values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('')}</tr>`
  return `<table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>`
}

async function html(section: Section): Promise<string> {
  if ('table' in section) return table(section.table.head, section.table.rows)
  const drawn: string[] = []
  for (const chart of section.charts) drawn.push(await svg(chart))
  return drawn.join('\n')
}

/** One file that needs nothing else: no script, no font, no image from elsewhere. */
export async function page(language: string, title: string, sections: readonly Section[]): Promise<string> {
  const parts: string[] = []
  for (const section of sections)
    parts.push(`<section><h2>${escaped(section.title)}</h2>${await html(section)}</section>`)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin-top: 2.5rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #e3e7ee }
svg { max-width: 100%; height: auto }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${parts.join('\n')}
</body>
</html>
`
}
