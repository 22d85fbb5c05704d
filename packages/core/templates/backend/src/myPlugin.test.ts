import { testBackend } from '@convbench/core/testing';
import { describe, expect, it } from 'vitest';
import plugin from './myPlugin.js';

testBackend(plugin, { describe, it, expect });
