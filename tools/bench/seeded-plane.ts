// A plane on a seeded data folder, in a process of its own. Its hosts are only said to run: no machine can run ten
// thousand of them, and none of what is measured here reaches one.
import { createConfig } from '@hostler/plane/config/config'
import { startPlane } from '@hostler/plane/start-plane'
import { region } from './signed-requests.ts'

const nothing = () => Promise.resolve()
const plane = await startPlane(
  createConfig({
    dataDir: process.argv[2]!,
    region,
    port: 0,
    tlsPort: 0,
    machines: 'none',
    logLevel: 'warn',
    recordSessions: !process.argv.includes('--no-record'),
  }),
  { fleet: { start: nothing, stop: nothing, reboot: nothing, terminate: nothing } },
)
await plane.app.instances.idle()
process.once('SIGINT', () => void plane.close())
console.log(plane.file.url)
