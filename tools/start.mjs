// `npm start`: installs what is missing, bundles what changed, starts the plane and demonstrates its main job.
// Arguments are passed on to `hostler up`; `--no-demo` starts the plane alone.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { environment, install, root, run } from './install.mjs'

const node = install()
const built = run(node, [join(root, 'tools', 'build.ts'), '--if-changed'])
if (built !== 0) process.exit(built)

const args = process.argv.slice(2)
const demo = args.includes('--no-demo') || args.includes('--demo') ? [] : ['--demo']
const passed = args.filter(arg => arg !== '--no-demo')
const child = spawn(node, [join(root, 'dist', 'hostler.mjs'), 'up', ...demo, ...passed], {
  stdio: 'inherit',
  env: environment(),
})
// The terminal sends Ctrl-C to the whole group; other signals have to be handed on.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
