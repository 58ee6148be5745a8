import '@tabler/core/dist/css/tabler.min.css';
import './styles/main.css';
import { mountAll } from './core/mount';
import { mounts } from './mounts';

void mountAll(document, mounts);
