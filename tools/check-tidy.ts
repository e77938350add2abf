// House rules that a machine can check: file length, words that postpone, checks that are silenced.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const linesMax = 300
/** A test file is a list of stories; it may be a longer read. */
const testLinesMax = 500
/** Files that may be longer, each with the reason. */
const longFiles: Readonly<Record<string, string>> = {}

const bannedNames = /^(utils?|helpers?|common|misc|manager)\.ts$/
const bannedText: readonly (readonly [RegExp, string])[] = [
  [/\b(TODO|FIXME|XXX)\b/, 'finish it, or answer 501'],
  [/@ts-(ignore|nocheck|expect-error)|oxlint-disable|eslint-disable/, 'mend the cause instead of silencing the check'],
  [/\b(describe|test|it)\.(only|todo)\(/, 'no test may be left out silently'],
]

const complaints: string[] = []
for (const file of globSync('{packages,tests,tools}/**/*.{ts,mjs}', { cwd: root })) {
  if (/node_modules|\/models\//.test(file) || file === 'tools/check-tidy.ts') continue
  const text = readFileSync(join(root, file), 'utf8')
  const lines = text.split('\n').length
  const most = file.endsWith('.test.ts') ? testLinesMax : linesMax
  if (lines > most && !longFiles[file]) complaints.push(`${file} has ${lines} lines; a second room may be hiding in it`)
  if (bannedNames.test(basename(file))) complaints.push(`${file}: a name that says nothing`)
  for (const [pattern, advice] of bannedText) {
    const found = pattern.exec(text)
    if (found) complaints.push(`${file}: "${found[0]}": ${advice}`)
  }
}
for (const complaint of complaints) console.error(complaint)
process.exitCode = complaints.length > 0 ? 1 : 0
