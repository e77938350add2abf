// Documents go stale in silence. What a machine can compare with the code is compared here: links, lists that have to
// be complete, names of tests.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { exitCodes } from '@hostler/cli/exit-codes'
import { environmentNames } from '@hostler/plane/config/env'
import { servedOperations } from '@hostler/plane/services/index'
import { describe, expect, test } from 'vitest'
import { root } from './running-plane.ts'

const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const documents = globSync('{*.md,docs/**/*.md,decisions/*.md,packages/*/README.md}', { cwd: root }).sort()

/** The anchor that a heading gets. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

describe('links', () => {
  test.each(documents)('of %s lead somewhere', file => {
    const targets = [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
    const broken = targets.filter(target => {
      if (/^https?:/.test(target)) return false
      const [path = '', anchor] = target.split('#')
      const found = path === '' ? file : join(dirname(file), path)
      if (!existsSync(join(root, found))) return true
      return anchor !== undefined && !anchorsOf(read(found)).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

test('README.md counts the operations that are served', () => {
  const text = read('README.md').replaceAll('\n', ' ').replace(/ +/g, ' ')
  const counted = [...servedOperations].filter(([service]) => !service.endsWith('messages'))
  const phrases = counted.map(([service, served]) => new RegExp(`\\b${served.length} (operations )?of ${service}\\b`))
  expect(phrases.filter(phrase => !phrase.test(text))).toEqual([])
})

describe('docs/fidelity/README.md', () => {
  const text = read('docs/fidelity/README.md')
  const sections = new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map(section => [section.slice(0, section.indexOf('\n')), section]),
  )
  const sectionOf = (service: string) => sections.get(service) ?? sections.get('Agents')!

  test.each([...servedOperations])('has every operation of %s, once', (service, served) => {
    const rows = sectionOf(service).match(/^\| [^|]+/gm)!
    const named = rows.flatMap(row => row.match(/\b[A-Z]\w+/g) ?? [])
    const times = served.map(name => `${name} ${named.filter(other => other === name).length}`)
    expect(times).toEqual(served.map(name => `${name} 1`))
  })

  test('names tests that exist', () => {
    const missing = [...sections].flatMap(([title, section]) => {
      const columns = [...section.matchAll(/\| ([^|\n]*) \|$/gm)].map(([, column]) => column!)
      const names = columns.flatMap(column => [...column.matchAll(/`([\w/-]+)`/g)].map(([, name]) => name!))
      return names.filter(name => {
        const place = name.includes('/') ? name : `tests/wire/${title}/${name}`
        return !['', '.test.ts', '.property.test.ts'].some(ending => existsSync(join(root, place + ending)))
      })
    })
    expect(missing).toEqual([])
  })
})

describe('docs/command-line.md', () => {
  const text = read('docs/command-line.md')

  test.each(Object.values(environmentNames))('has the variable %s', name => {
    expect(text).toContain(`| \`${name}\` |`)
  })

  test.each(Object.entries(exitCodes))('has the exit code %s', (name, code) => {
    expect(text).toContain(`| ${code} | ${name} |`)
  })

  test('has every command and flag', () => {
    const source = read('packages/cli/src/main.ts')
    const flags = [...source.matchAll(/\.option\('(--[\w-]+)/g)].map(([, flag]) => flag!)
    const commands = [...source.matchAll(/\.command\('(\w+)[ '<]/g)].map(([, command]) => command!)
    expect(flags.length * commands.length).toBeGreaterThan(0)
    expect(flags.filter(flag => !new RegExp(`${flag}\\b`).test(text))).toEqual([])
    expect(commands.filter(command => !new RegExp(`hostler (dhmc |sessions )?${command}\\b`).test(text))).toEqual([])
  })
})

describe('guides', () => {
  const lines = (text: string) => text.split('\n').map(line => line.trim())
  const sources = globSync('packages/*/{src,models}/**/*.ts', { cwd: root }).map(file => lines(read(file)).join('\n'))
  const quotes = globSync('docs/guides/*.md', { cwd: root }).flatMap(file =>
    [...read(file).matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => ({
      file: basename(file),
      code: code!.trim(),
    })),
  )

  test.each(quotes.filter(({ code }) => !code.includes('…')))('$file quotes the code as it is: $code', ({ code }) => {
    const quoted = lines(code).join('\n')
    expect(sources.some(source => source.includes(quoted))).toBe(true)
  })
})

test('ARCHITECTURE.md has every package and every folder of the plane', () => {
  const text = read('ARCHITECTURE.md')
  const packages = globSync('packages/*/package.json', { cwd: root }).map(file => basename(dirname(file)))
  const files = globSync('packages/plane/src/*/**/*.ts', { cwd: root })
  const folders = new Set(files.map(file => file.split('/')[3]!))
  expect([...packages, ...folders].filter(name => !text.includes(`\n  ${name}/ `))).toEqual([])
})

describe('decisions', () => {
  const files = globSync('decisions/0*.md', { cwd: root }).sort()

  test.each(files)('%s is listed by its title, and says when to revisit', file => {
    const [, title] = /^# \d+\. (.+)$/m.exec(read(file))!
    expect(read('decisions/README.md')).toContain(`](${basename(file)}) ${title}\n`)
    const headings = [...read(file).matchAll(/^\*\*(.+?)\.\*\*/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'When to revisit'])
  })
})
