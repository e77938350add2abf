// `npm run check`: everything that can be wrong without running the code. All checks run; one exit code.
import { join } from 'node:path'
import { install, root, run } from './install.mjs'

const node = install()
const bin = name => join(root, 'node_modules', '.bin', name)
/** @type {[name: string, command: string, args: string[]][]} */
const checks = [
  ['types', bin('tsc'), ['-p', 'tsconfig.json']],
  ['types of the policy engine, without Node', bin('tsc'), ['-p', 'packages/policy']],
  ['types of the session protocol, without Node', bin('tsc'), ['-p', 'packages/channel']],
  ['types of session records, without Node', bin('tsc'), ['-p', 'packages/record']],
  ['lint', bin('oxlint'), ['--quiet']],
  ['format', bin('oxfmt'), ['--check']],
  ['import rules', node, ['tools/check-layers.ts']],
  ['house rules', node, ['tools/check-tidy.ts']],
]
const failed = checks.filter(([name, command, args]) => {
  console.error(`— ${name}`)
  return run(command, args) !== 0
})
if (failed.length > 0) console.error(`\nfailed: ${failed.map(([name]) => name).join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
