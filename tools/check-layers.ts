// Enforces layers.ts: reads the imports of every source file and names each that its folder may not have.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { layers } from './layers.ts'

const root = join(import.meta.dirname, '..')

/** Where an import leads: a path of this repository, or the specifier of a package or built-in. */
function targetOf(specifier: string, file: string): string {
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(file), specifier))
  const [, name, rest] = /^@hostler\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? []
  if (name === undefined) return specifier
  if (rest?.startsWith('models/')) return `packages/${name}/${rest}.ts`
  return `packages/${name}/src/${rest ?? 'index'}.ts`
}

function importsOf(file: string): string[] {
  const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'))
  return [
    ...module.staticImports.map(found => found.moduleRequest.value),
    ...module.staticExports.flatMap(found => found.entries.flatMap(entry => entry.moduleRequest?.value ?? [])),
  ]
}

const isTest = (file: string) => /\.(test|bench)\.ts$/.test(file) || /\/test(-data)?\//.test(file)
const complaints: string[] = []
for (const { folder, may, because } of layers) {
  for (const file of globSync(`${folder}/**/*.ts`, { cwd: root }).filter(found => !isTest(found))) {
    for (const specifier of importsOf(file)) {
      const target = targetOf(specifier, file)
      if (!may.some(prefix => target.startsWith(prefix))) complaints.push(`${file} imports ${specifier}: ${because}`)
    }
  }
}
for (const complaint of complaints) console.error(complaint)
process.exitCode = complaints.length > 0 ? 1 : 0
