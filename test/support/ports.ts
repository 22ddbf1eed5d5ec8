export { freePort } from '../../scripts/processes/ports';
