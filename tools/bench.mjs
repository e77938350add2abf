// `npm run bench`: the benchmarks, each as a ratio to a bare server in the same run.
import { join } from 'node:path'
import { install, root, run } from './install.mjs'

const node = install()
const built = run(node, [join(root, 'tools', 'build.ts'), '--if-changed'])
process.exit(built === 0 ? run(node, [join(root, 'tools', 'bench', 'main.ts'), ...process.argv.slice(2)]) : built)
