import { openSettings, type Settings } from '../support/settings';
import { aboutBotAndIdentity } from './settings/bot-and-identity';
import { aboutConnecting } from './settings/connect';
import { aboutCopilots } from './settings/copilots';
import { aboutOperating } from './settings/operate';
import { aboutPreferences } from './settings/preferences';
import { aboutTwoAdmins } from './settings/two-admins';

jest.setTimeout(150_000);

let settings: Settings;
const world = () => settings;
// One `npm start` for all of them: it is what takes longest.
beforeAll(async () => {
  settings = await openSettings();
});
afterEach(() => settings.browser.closePages());
afterAll(() => settings.close());

aboutConnecting(world);
aboutPreferences(world);
aboutCopilots(world);
aboutBotAndIdentity(world);
aboutOperating(world);
aboutTwoAdmins(world);
