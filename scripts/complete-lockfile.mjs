/**
 * Run after `npm install` changed package-lock.json: adds the optional packages of other platforms that npm left out because the
 * registry it asked holds only some. `npm ci` refuses a lock without them; on the platform that needs one, it is fetched.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const LOCK = 'package-lock.json'
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']
const LIBRARIES = { gnu: 'glibc', musl: 'musl' }

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Locked */
/** @type {{ packages: Record<string, Locked> }} */
const lock = JSON.parse(readFileSync(LOCK, 'utf8'))

/** What a package of one platform runs on, as its name says. @param {string} name */
function platformOf(name) {
  const parts = name.split(/[/-]/)
  const os = SYSTEMS.filter((system) => parts.includes(system))
  const cpu = PROCESSORS.filter((processor) => parts.includes(processor))
  const libc = Object.entries(LIBRARIES).flatMap(([ending, library]) => (parts.includes(ending) ? [library] : []))
  return { os, cpu, ...(os.includes('linux') && libc.length > 0 ? { libc } : {}) }
}

/** Whether a package finds another: beside it or in a folder above. @param {string} from @param {string} name */
function finds(from, name) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/'))) {
    if (lock.packages[`${folder === '' || folder.endsWith('/') ? folder : `${folder}/`}node_modules/${name}`])
      return true
    if (folder === '') return false
  }
}

for (const [from, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name)
    if (!/^\d+\.\d+\.\d+\S*$/.test(version) || platform.os.length === 0 || finds(from, name)) continue
    const beside = from.includes('/node_modules/')
      ? `${from.slice(0, from.lastIndexOf('node_modules/'))}node_modules/${name}`
      : `node_modules/${name}`
    lock.packages[beside] = { version, ...platform, ...(dev ? { dev } : {}), optional: true }
    console.log(`${beside} ${version}`)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`)
