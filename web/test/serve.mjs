// npm run serve -- <dist> [port]: the built pages with the contract's examples, to look at by hand.
import { startFixture } from './fixture.mjs';

const [dist, port] = process.argv.slice(2);
if (!dist) {
  console.error('usage: npm run serve -- <folder with admin/ and tenant/> [port]');
  process.exit(64);
}
const { url } = await startFixture(dist, Number(port ?? 8080));
console.log(`${url}/  and  ${url}/t/`);
