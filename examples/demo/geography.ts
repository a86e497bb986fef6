import { createRequire } from 'node:module'
import { z } from 'zod'

const read = createRequire(import.meta.url)
const DATA = '@etalab/decoupage-administratif/data'

const communes = z.array(
  z.object({ code: z.string(), nom: z.string(), type: z.string(), departement: z.string().optional() }),
)
const departements = z.array(z.object({ code: z.string(), nom: z.string(), region: z.string() }))
const regions = z.array(z.object({ code: z.string(), nom: z.string() }))

export interface Commune {
  readonly id: string
  readonly name: string
}

export interface Departement {
  readonly code: string
  readonly name: string
  readonly communes: readonly Commune[]
}

export interface Region {
  readonly name: string
  readonly departements: readonly Departement[]
}

/** France as it is: régions, their départements, and the communes of each (licence ouverte, from its npm package). */
export function france(): readonly Region[] {
  const current = communes.parse(read(`${DATA}/communes.json`)).filter((commune) => commune.type === 'commune-actuelle')
  const byDepartement = grouped(current, (commune) => commune.departement ?? '')
  const all = departements.parse(read(`${DATA}/departements.json`)).map((departement) => ({
    code: departement.code,
    region: departement.region,
    name: departement.nom,
    communes: (byDepartement.get(departement.code) ?? []).map((commune) => ({
      id: `commune-${commune.code}`,
      name: commune.nom,
    })),
  }))
  return regions
    .parse(read(`${DATA}/regions.json`))
    .map((region) => ({
      name: region.nom,
      departements: all.filter((departement) => departement.region === region.code && departement.communes.length > 0),
    }))
    .filter((region) => region.departements.length > 0)
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return groups
}
