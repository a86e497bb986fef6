import { BUILT_IN_PROFILES, type GenericRight, type Level, type Reach } from 'clientele/permissions'

/** What rights come to, said as simply as can be: sets, and walks over them. */

export const PEOPLE = ['ana', 'bob', 'eve', 'max'] as const
export type Person = (typeof PEOPLE)[number]

export const ACCOUNTS = [
  { id: 'lille-ana', group: 'lille', owner: 'ana' },
  { id: 'lille-bob', group: 'lille', owner: 'bob' },
  { id: 'brest-eve', group: 'brest', owner: 'eve' },
  { id: 'brest-max', group: 'brest', owner: 'max' },
] as const

export const ORGANISATIONS: Readonly<Record<string, readonly string[]>> = { west: ['lille'], east: ['brest'] }

export interface ProfileSaid {
  readonly modules: Readonly<Record<string, Level>>
  readonly rights: readonly GenericRight[]
}

export interface Given {
  profile: string
  reach: Reach
  active: boolean
  manager: Person | null
  organisation: string | null
  groups: readonly string[]
}

export interface Assigned extends Partial<Given> {
  readonly user: Person
}

const LEVELS: readonly (Level | null)[] = [null, 'access', 'read', 'manage']
const REACHES: readonly Reach[] = ['own', 'structure', 'all']
const rank = (level: Level | null): number => LEVELS.indexOf(level)

export type Acting = Person | 'system'
const OK = 'no refusal'

export class Rights {
  readonly people = new Map<Person, Given>()
  readonly profiles = new Map<string, ProfileSaid>(BUILT_IN_PROFILES.map((one) => [one.code, one]))
  readonly off = new Set<string>()
  /** By account, who has it by a share, and for what. */
  readonly shares = new Map<string, Map<Person, 'read' | 'work'>>()

  /** Somebody who is there and active. */
  private acting(person: Person): Given | null {
    const given = this.people.get(person)
    return given?.active === true ? given : null
  }

  private profile(code: string): ProfileSaid {
    const found = this.profiles.get(code)
    if (found === undefined) throw new Error(`There is no profile ${code}`)
    return found
  }

  private has(given: Given, right: GenericRight): boolean {
    return this.profile(given.profile).rights.includes(right)
  }

  private named(profile: ProfileSaid, module: string): Level | null {
    return profile.modules[module] ?? profile.modules['*'] ?? null
  }

  private level(given: Given, module: string): Level | null {
    return this.off.has(module) ? null : this.named(this.profile(given.profile), module)
  }

  private lacksLevel(given: Given, module: string, needed: Level): string | null {
    const held = this.level(given, module)
    if (held === null) return 'session.module_unknown'
    return rank(held) < rank(needed) ? 'session.missing_level' : null
  }

  team(person: Person): ReadonlySet<Person> {
    const below = new Set<Person>()
    const walk = (above: Person): void => {
      for (const [id, { manager }] of this.people)
        if (manager === above && id !== person && !below.has(id)) {
          below.add(id)
          walk(id)
        }
    }
    walk(person)
    return below
  }

  private groupsOf(given: Given): readonly string[] {
    const bound = given.organisation === null ? null : (ORGANISATIONS[given.organisation] ?? [])
    return given.groups.filter((group) => bound === null || bound.includes(group))
  }

  /** Whether somebody is within the organisation of another. */
  private meets(person: Person, given: Given, other: Person): boolean {
    if (!this.people.has(other)) return false
    return (
      given.organisation === null || other === person || this.people.get(other)?.organisation === given.organisation
    )
  }

  /** Whether what somebody would have goes beyond what the giver holds. */
  private exceeds(giver: Person, holder: Person, wanted: Given): boolean {
    const own = this.people.get(giver)
    if (own === undefined) return false
    if (own.organisation !== null && wanted.organisation !== own.organisation) return true
    if (this.has(own, 'administrator')) return false
    if (this.profileExceeds(own, wanted.profile)) return true
    if (REACHES.indexOf(wanted.reach) > REACHES.indexOf(own.reach)) return true
    if (own.reach === 'all') return false
    const groups = this.groupsOf(own)
    if (wanted.groups.some((group) => !groups.includes(group))) return true
    const team = this.team(giver)
    return [...this.team(holder)].some((one) => one !== giver && !team.has(one))
  }

  private profileExceeds(own: Given, code: string, said: ProfileSaid = this.profile(code)): boolean {
    const mine = this.profile(own.profile)
    const modules = new Set(['*', ...Object.keys(said.modules), ...Object.keys(mine.modules)])
    return (
      [...modules].some((module) => rank(this.named(said, module)) > rank(this.named(mine, module))) ||
      said.rights.some((right) => !mine.rights.includes(right))
    )
  }

  private administersWhole(given: Given, without: ReadonlySet<string> = new Set()): boolean {
    return (
      given.active && given.organisation === null && !without.has(given.profile) && this.has(given, 'administrator')
    )
  }

  /** Those who administer the whole. */
  administrators(): readonly Person[] {
    return [...this.people].filter(([, given]) => this.administersWhole(given)).map(([id]) => id)
  }

  private manages(acting: Acting, right: 'administrator' | 'advancedAdministration'): string | null {
    if (acting === 'system') return null
    const own = this.acting(acting)
    if (own === null) return 'session.no_actor'
    return this.has(own, 'administrator') || this.has(own, right) ? null : 'session.missing_right'
  }

  assign(acting: Acting, { user, ...said }: Assigned): string {
    const refused = this.manages(acting, 'advancedAdministration')
    if (refused !== null) return refused
    const own = acting === 'system' ? null : this.people.get(acting)
    const meets = (other: Person): boolean =>
      acting === 'system' || own === null || own === undefined ? this.people.has(other) : this.meets(acting, own, other)
    const before = this.people.get(user)
    if (before === undefined || !meets(user)) return 'rights.user_unknown /user'
    const after: Given = { ...before, ...said }
    if (after.manager !== before.manager) {
      if (after.manager !== null) {
        if (!meets(after.manager)) return 'rights.user_unknown /manager'
        if (after.manager === user || this.team(user).has(after.manager)) return 'rights.manager_cycle /manager'
      }
      if (acting !== 'system' && own && !this.has(own, 'administrator') && own.reach !== 'all') {
        const held = new Set<Person>([acting, ...this.team(acting)])
        if ([user, ...this.team(user)].some((one) => !held.has(one))) return 'rights.not_held /manager'
      }
    }
    if (own && own.organisation !== null) {
      const groups = ORGANISATIONS[own.organisation] ?? []
      const strange = (said.groups ?? []).flatMap((group, index) =>
        groups.includes(group) ? [] : [`region.group_unknown /groups/${index}`],
      )
      if (strange.length > 0) return strange.join(', ')
      if (said.organisation && said.organisation !== own.organisation) return 'organisation.unknown /organisation'
    }
    if (acting !== 'system' && (this.exceeds(acting, user, before) || this.exceeds(acting, user, after)))
      return 'rights.not_held'
    const others = this.administrators().filter((one) => one !== user)
    if (this.administersWhole(before) && !this.administersWhole(after) && others.length === 0)
      return 'rights.last_administrator /user'
    this.people.set(user, after)
    return OK
  }

  define(acting: Acting, code: string, said: ProfileSaid): string {
    const refused = this.manages(acting, 'advancedAdministration')
    if (refused !== null) return refused
    const own = acting === 'system' ? undefined : this.people.get(acting)
    if (own !== undefined && own.organisation !== null) return 'organisation.beyond /code'
    const beyond =
      own !== undefined &&
      !this.has(own, 'administrator') &&
      (this.profileExceeds(own, code) || this.profileExceeds(own, code, said))
    if (beyond) return 'rights.not_held'
    const loses = this.profile(code).rights.includes('administrator') && !said.rights.includes('administrator')
    if (loses && this.administrators().every((one) => this.people.get(one)?.profile === code))
      return 'rights.last_administrator_profile /rights'
    this.profiles.set(code, said)
    return OK
  }

  switchModule(acting: Acting, module: string, off: boolean): string {
    const own = acting === 'system' ? undefined : this.people.get(acting)
    if (acting !== 'system') {
      if (own?.active !== true) return 'session.no_actor'
      if (!this.has(own, 'administrator')) return 'session.missing_right'
    }
    if (off === this.off.has(module)) return OK
    if (own !== undefined && own.organisation !== null) return 'organisation.beyond'
    if (off) this.off.add(module)
    else this.off.delete(module)
    return OK
  }

  remove(acting: Acting, user: Person): string {
    const leaving = this.people.get(user)
    if (acting !== 'system') {
      const own = this.acting(acting)
      if (own === null) return 'session.no_actor'
      const lack = this.lacksLevel(own, 'users', 'manage')
      if (lack !== null) return lack
      const reached = own.reach === 'all' || user === acting || this.team(acting).has(user)
      if (leaving === undefined || !reached || !this.meets(acting, own, user)) return 'session.gone'
    }
    if (leaving === undefined) return 'session.gone'
    if (this.administersWhole(leaving) && this.administrators().length === 1) return 'rights.last_administrator'
    if (acting !== 'system' && acting !== user && this.exceeds(acting, user, leaving)) return 'rights.not_held'
    this.people.delete(user)
    for (const given of this.people.values()) if (given.manager === user) given.manager = leaving.manager
    for (const users of this.shares.values()) users.delete(user)
    return OK
  }

  /** A user whom the system makes has all access. */
  come(user: Person): string {
    if (this.people.has(user)) return 'storage.conflict'
    const given = {
      profile: 'allAccess',
      reach: 'all',
      active: true,
      manager: null,
      organisation: null,
      groups: [],
    } as const
    this.people.set(user, { ...given })
    return OK
  }

  /** The accounts that somebody may use; a refusal where the module is not theirs to read, and nobody who is not there. */
  accounts(person: Person, use: 'read' | 'manage', shared = true): readonly string[] | string {
    const given = this.acting(person)
    if (given === null) return 'session.no_actor'
    const lack = this.lacksLevel(given, 'accounts', use)
    if (lack !== null) return lack
    const [groups, team] = [this.groupsOf(given), this.team(person)]
    const bound = given.organisation === null ? null : (ORGANISATIONS[given.organisation] ?? [])
    return ACCOUNTS.filter(({ id, group, owner }) => {
      const by = shared ? this.shares.get(id)?.get(person) : undefined
      const reached =
        given.reach === 'all' ||
        owner === person ||
        team.has(owner) ||
        (given.reach === 'structure' && groups.includes(group)) ||
        by === 'work' ||
        (by === 'read' && use === 'read')
      return reached && (bound === null || bound.includes(group))
    }).map(({ id }) => id)
  }

  private sharing(acting: Acting, account: string): string | null {
    if (acting === 'system') return null
    const [sees, manages] = [this.accounts(acting, 'read'), this.accounts(acting, 'manage', false)]
    if (typeof sees === 'string') return sees
    if (typeof manages === 'string') return manages
    if (manages.includes(account)) return null
    return sees.includes(account) ? 'share.not_yours /id' : 'share.record_unknown /id'
  }

  give(acting: Acting, account: string, user: Person, use: 'read' | 'work'): string {
    const refused = this.sharing(acting, account)
    if (refused !== null) return refused
    if (acting === user) return 'share.with_oneself /users/0'
    const own = acting === 'system' ? undefined : this.people.get(acting)
    const isThere = acting === 'system' || own === undefined ? this.people.has(user) : this.meets(acting, own, user)
    if (!isThere) return 'rights.user_unknown /users/0'
    const users = this.shares.get(account) ?? new Map<Person, 'read' | 'work'>()
    this.shares.set(account, users.set(user, use))
    return OK
  }

  take(acting: Acting, account: string, user: Person): string {
    if (acting !== 'system') {
      const sees = this.accounts(acting, 'read')
      if (typeof sees === 'string') return sees
      if (acting !== user) {
        const manages = this.accounts(acting, 'manage', false)
        // Taking asks for reading alone; who manages nothing finds it not theirs.
        const mine = typeof manages === 'string' ? [] : manages
        if (!mine.includes(account)) return sees.includes(account) ? 'share.not_yours /id' : 'share.record_unknown /id'
      }
    }
    return this.shares.get(account)?.delete(user) === true ? OK : 'share.not_there /users/0'
  }
}
