// Enforces layers.ts: reads the imports of every source file and names each that its folder may not have.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
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

/** Static, re-exporting and dynamic imports; the formatter keeps every one of them in this shape. */
const importPattern = /(?:^(?:import|export)\s[^'"`;]*?from\s*|^import\s*|\bimport\()'([^']+)'/gm

function importsOf(file: string): string[] {
  return [...readFileSync(join(root, file), 'utf8').matchAll(importPattern)].map(([, specifier]) => specifier!)
}

/** Tests, and what only tests use: such files say so in their name or folder. */
const isTest = (file: string) =>
  /\.(test|bench)\.ts$|\/(test|contract|roundtrip)\/|\/(test|temporary)-[^/]*\.ts$|-for-tests\.ts$/.test(file)
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
