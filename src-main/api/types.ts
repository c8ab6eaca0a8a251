/**
 * The API's shapes for the command line and the window, which import types from here and nothing else of the agent.
 * Types only: importing this file adds no code.
 */
import type { z } from 'zod';
import type { LinkResponse, QuitResponse } from './schemas/agent-schemas.ts';
import type { AuditResponse } from './schemas/audit-schemas.ts';
import type { CheckBody, CheckResponse } from './schemas/check-schemas.ts';
import type { ClientResponse, ClientSecretResponse, ClientsResponse } from './schemas/client-schemas.ts';
import type { ContainerRunBody, ContainerRunResponse } from './schemas/container-run-schemas.ts';
import type { ForwardEntry, ForwardsResponse } from './schemas/forward-schemas.ts';
import type { AwsImportedResponse, AwsImportResponse } from './schemas/import-schemas.ts';
import type {
  ErasedResponse,
  EraseLoginBody,
  FindLoginBody,
  LoginResponse,
  LoginsResponse,
  StoredResponse,
  StoreLoginBody,
} from './schemas/login-schemas.ts';
import type {
  AddProfileBody,
  AvailableRolesResponse,
  DoctorCheck,
  DoctorReport,
  EditProfileBody,
  PresetEntry,
  Problem,
  ProfilesResponse,
  ProviderEntry,
  ProvidersResponse,
  RoleCredentialsResponse,
  RolesResponse,
  SignInBody,
  SignOutResponse,
  TokenQuery,
  TokenResponse,
} from './schemas/schemas.ts';
import type { Diagnosis, LogLine, LogResponse, SettingsResponse } from './schemas/settings-schemas.ts';

export type { AuditEntry } from '../core/audit.ts';
export type { ErrorCode, EXIT } from '../core/errors.ts';
export type { AllowedProgram, AskPolicy, Flow, Role } from '../core/profile.ts';
export type { RefreshEntry } from '../core/refreshes.ts';
export type { Settings, SettingsPatch } from '../core/settings.ts';
export type {
  AskAnswer,
  AskView,
  ErrorView,
  Overall,
  ProfileState,
  ProfileView,
  RoleView,
  SignInPhase,
  SignInView,
  View,
} from '../core/view.ts';
export type {
  AuditResponse,
  AvailableRolesResponse,
  AwsImportedResponse,
  AwsImportResponse,
  CheckResponse,
  ClientResponse,
  ClientSecretResponse,
  ClientsResponse,
  ContainerRunResponse,
  Diagnosis,
  DoctorCheck,
  DoctorReport,
  ErasedResponse,
  ForwardEntry,
  ForwardsResponse,
  LinkResponse,
  LoginResponse,
  LoginsResponse,
  LogLine,
  LogResponse,
  PresetEntry,
  Problem,
  ProfilesResponse,
  ProviderEntry,
  ProvidersResponse,
  QuitResponse,
  RoleCredentialsResponse,
  RolesResponse,
  SettingsResponse,
  SignOutResponse,
  StoredResponse,
  TokenResponse,
};

/** What a client sends, as JSON (before the agent turns secrets into Secret). */
export type AddProfileRequest = z.input<typeof AddProfileBody>;
export type EditProfileRequest = z.input<typeof EditProfileBody>;
export type ContainerRunRequest = z.input<typeof ContainerRunBody>;
export type CheckRequest = z.input<typeof CheckBody>;
export type SignInRequest = z.input<typeof SignInBody>;
export type TokenRequestQuery = z.input<typeof TokenQuery>;
export type FindLoginRequest = z.input<typeof FindLoginBody>;
export type StoreLoginRequest = z.input<typeof StoreLoginBody>;
export type EraseLoginRequest = z.input<typeof EraseLoginBody>;
