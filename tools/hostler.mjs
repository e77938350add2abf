// `npm run hostler -- …`: the command line, installed and bundled if need be.
import { join } from 'node:path'
import { install, root, run } from './install.mjs'

const node = install()
const built = run(node, [join(root, 'tools', 'build.ts'), '--if-changed'])
process.exit(built === 0 ? run(node, [join(root, 'dist', 'hostler.mjs'), ...process.argv.slice(2)]) : built)
