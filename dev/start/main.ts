import { choosePort } from './choose-port.js';
import { developmentKey } from './development-key.js';
import { launch } from './launch.js';
import { startPlatform } from './platform.js';

/** `npm start`: everything on this machine, until Ctrl+C. */
const log = (line: string) => void process.stdout.write(`${line}\n`);

await launch(log, async (launched) => {
  const port = await choosePort(process.env.PORT);
  const platform = await startPlatform(launched, { port, log });
  const development = await developmentKey(platform);
  log('');
  log(`API         http://localhost:${port}`);
  log(`Swagger UI  http://localhost:${port}/docs`);
  if (development?.isNew) log(`API key     ${development.key}  (kept in .data/dev-key)`);
  else if (development) log('API key     in .data/dev-key');
  else log('API key     npm run bootstrap -- <your e-mail address>');
  log('Stop with Ctrl+C.');
  return null;
});
