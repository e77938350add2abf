// A plane that starts one host, says so, and waits to be killed. Argument: its data folder.
import { createNamespaceDriver } from './namespace-driver.ts'
import { testPlane, testSpec } from './test-plane.ts'

const dataDir = process.argv[2] ?? ''
const driver = await createNamespaceDriver(testPlane(dataDir))
await driver.start(testSpec(dataDir, 7))
process.stdout.write('ready\n')
setInterval(() => undefined, 60_000)
