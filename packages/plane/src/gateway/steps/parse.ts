import type { Exchange } from '../exchange.ts'

/** Turns bytes into typed input. Runs before authentication: AWS answers broken JSON to anybody (docs/fidelity/order-of-checks.md). */
export function parse(exchange: Exchange): void {
  exchange.input = exchange.protocol!.readInput(exchange.bound!, exchange.request)
}
