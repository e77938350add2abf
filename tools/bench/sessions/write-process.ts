// Nodes that report changed facts, a durable write each, about fifty a second: `PORT FILE`, where the file holds the
// seeded nodes. A process of its own, so that it takes no time from the ends of the measured session.
import { readFileSync } from 'node:fs'
import { callOnce } from '../load.ts'
import type { Seeded } from '../seed.ts'
import { prepare, workloadsOf } from '../workloads.ts'

const [port, file] = process.argv.slice(2)
const seeded = { nodes: JSON.parse(readFileSync(file!, 'utf8')), administrator: {} } as Seeded
const changes = workloadsOf(seeded).find(({ name }) => name.endsWith('changed facts'))!
const next = prepare(changes, Number(port))

process.once('SIGINT', () => process.exit(0))
console.log(`http://127.0.0.1:${port} `)
for (;;) {
  await callOnce(Number(port), next())
  await new Promise(resolve => setTimeout(resolve, 18))
}
