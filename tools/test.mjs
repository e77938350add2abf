// `npm test`: installs what is missing, bundles what changed (hosts in tests run the bundled agent), runs all tests.
import { join } from 'node:path'
import { install, root, run } from './install.mjs'

const node = install()
const built = run(node, [join(root, 'tools', 'build.ts'), '--if-changed'])
if (built !== 0) process.exit(built)
process.exit(run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)]))
