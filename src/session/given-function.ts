import { z } from 'zod'
import { inWords } from '../model'

type AnyFunction = (...given: never[]) => unknown

/** A function that the host gives with other input. */
export const givenFunction = <F extends AnyFunction = AnyFunction>() =>
  z.custom<F>(
    (value) => typeof value === 'function',
    inWords({ fr: 'une fonction est attendue', en: 'a function is expected' }),
  )
