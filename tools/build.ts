// Bundles what users start: the command line with the plane, the built-in agent, and the namespace driver's
// processes. 500 stripped files cost a second of start-up, one bundle a few milliseconds.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type BuildOptions } from 'esbuild'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const stampFile = join(dist, '.sources')

/** Programs by the name of their bundle. */
const commandLine = { hostler: 'packages/cli/src/main.ts' }
const onHosts = { agent: 'packages/agent/src/main.ts', fabric: 'packages/machines/src/namespace/fabric-main.ts' }

/** Text that changes whenever a source, a table or the lockfile does. */
function sourcesDigest(): string {
  const hash = createHash('sha256')
  const patterns = ['packages/*/{src,models,data}/**/*.{ts,json}', 'package-lock.json', 'tools/build.ts']
  for (const file of patterns.flatMap(pattern => globSync(pattern, { cwd: root })).sort()) {
    if (file.endsWith('.test.ts')) continue
    hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

const digest = sourcesDigest()
const isCurrent = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest
if (!process.argv.includes('--if-changed') || !isCurrent) {
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist)
  const shared = {
    absWorkingDir: root,
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    sourcemap: 'linked',
    external: ['pg-native', 'bufferutil', 'utf-8-validate'],
    // CommonJS packages in an ES module bundle still call require. The name must be no source's own import.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    logLevel: 'warning',
  } as const satisfies BuildOptions
  // Commands load what they need and no more; what runs on hosts is one file each, for that is what hosts see.
  await build({ ...shared, entryPoints: commandLine, splitting: true })
  await build({ ...shared, entryPoints: onHosts })
  // Terminals of the agent's sessions: no bundle can hold them.
  for (const file of globSync('node_modules/@lydell/node-pty-linux-*/pty.node', { cwd: root })) {
    const host = /node-pty-([\w-]+)/.exec(file)?.[1] ?? ''
    cpSync(join(root, file), join(dist, `pty-${host}.node`))
  }
  cpSync(join(root, 'packages/wire/models'), join(dist, 'models'), {
    recursive: true,
    filter: source => !source.endsWith('.ts'),
  })
  cpSync(join(root, 'packages/plane/data'), join(dist, 'data'), { recursive: true })
  writeFileSync(stampFile, digest)
}
