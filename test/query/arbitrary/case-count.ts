/**
 * How much chance the tests take. `CLIENTELE_CASES` asks so many random questions of each store and of each reading in place of what is
 * usual, `CLIENTELE_SEED` takes another seed: `npm run differential -- --cases 1000000` sets both.
 */
const asked = process.env['CLIENTELE_CASES']

export const SEED = Number(process.env['CLIENTELE_SEED'] ?? 20_260_329)

/** So many questions, or as many as were asked for. */
export const cases = (usual: number): number => (asked === undefined ? usual : Number(asked))

/** How many runs of so many questions each make up a number of questions. */
export const runsOf = (questions: number, each: number): number => Math.max(1, Math.ceil(questions / each))

/** Against hanging only, and never against many cases: in milliseconds. */
export const patience = (questions: number): number => Math.max(600_000, questions * 100)
