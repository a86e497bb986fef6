import type { Step } from '../stage'
import { announcements } from './announcements'
import { assignments } from './assignments'
import { automations } from './automations'
import { business } from './business'
import { exports } from './exports'
import { queries } from './queries'
import { rights } from './rights'
import { segments } from './segments'
import { territory } from './territory'

/** One day of CRM work, in order; each step checks its own result. */
export const story: readonly Step[] = [
  territory,
  business,
  rights,
  queries,
  segments,
  exports,
  automations,
  assignments,
  announcements,
]
