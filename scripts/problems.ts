/** Writes docs/problems.md from the sources; with --check the page must already say so. */
import { keepPage } from './page'
import { problemCatalogue, problemsPage, PROBLEMS_PAGE } from './problem-catalogue'

keepPage({ path: PROBLEMS_PAGE, content: problemsPage(problemCatalogue()), regenerate: 'problems' })
