import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problemCatalogue, problemsPage, PROBLEMS_PAGE } from '../../scripts/problem-catalogue'

const problems = problemCatalogue()
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

test('every problem has a code of its own, lower case, area first', () => {
  expect(problems.length).toBeGreaterThan(0)
  const places = new Map<string, string[]>()
  for (const { code, where } of problems) places.set(code, [...(places.get(code) ?? []), where])
  expect([...places].filter(([, where]) => where.length > 1)).toEqual([])
  expect(
    problems.filter(({ code }) => !/^[a-z]+(?:\.[a-z]+(?:_[a-z]+)*)+$/.test(code)).map(({ code }) => code),
  ).toEqual([])
})

test('every problem says the same in French and in English', () => {
  const differing = problems.filter(({ en, fr }) => en === fr || placeholders(fr).join() !== placeholders(en).join())
  expect(differing).toEqual([])
})

test('docs/problems.md lists them as they are (npm run problems)', () => {
  expect(existsSync(PROBLEMS_PAGE) && readFileSync(PROBLEMS_PAGE, 'utf8')).toBe(`${problemsPage(problems)}\n`)
})
