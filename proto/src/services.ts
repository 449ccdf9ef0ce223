import { consilium, grpc } from '../gen/consilium.js';
import type { Access } from './access.ts';
import { method } from './method.ts';
import { RESEARCH_ROLES } from './roles.ts';

const SITE: Access = Object.freeze({ kind: 'site' });
const ANY: Access = Object.freeze({ kind: 'any' });
const STRANGER: Access = Object.freeze({ kind: 'stranger' });

/** A person with one of the roles that the table names for this call. */
const may = (call: keyof typeof RESEARCH_ROLES): Access => Object.freeze({ kind: 'user', roles: RESEARCH_ROLES[call] });

/** Streams that wait for something to happen; probes of the connection find a cut cable. */
const QUIET = Object.freeze({ quiet: true });

const v1 = consilium.v1;

/** What a hospital's agent calls; see site.proto. */
export const siteService = Object.freeze({
  name: 'consilium.v1.SiteService',
  methods: Object.freeze({
    session: method('bidi', '/consilium.v1.SiteService/Session', SITE, v1.SiteMessage, v1.CoordinatorMessage, QUIET),
    greet: method('unary', '/consilium.v1.SiteService/Greet', SITE, v1.Hello, v1.CoordinatorMessage),
    listPlans: method('unary', '/consilium.v1.SiteService/ListPlans', SITE, v1.ListPlansRequest, v1.ListPlansResponse),
    getBlob: method('server-stream', '/consilium.v1.SiteService/GetBlob', SITE, v1.GetBlobRequest, v1.Chunk),
    getUploadStatus: method(
      'unary',
      '/consilium.v1.SiteService/GetUploadStatus',
      SITE,
      v1.GetUploadStatusRequest,
      v1.UploadStatus,
    ),
    putUpdate: method('client-stream', '/consilium.v1.SiteService/PutUpdate', SITE, v1.PutUpdateRequest, v1.UploadStatus),
  }),
});

/** What researchers and operators call; see research.proto. */
export const researchService = Object.freeze({
  name: 'consilium.v1.ResearchService',
  methods: Object.freeze({
    submitStudy: method(
      'unary',
      '/consilium.v1.ResearchService/SubmitStudy',
      may('submitStudy'),
      v1.SubmitStudyRequest,
      v1.StudyInfo,
    ),
    listStudies: method(
      'unary',
      '/consilium.v1.ResearchService/ListStudies',
      may('listStudies'),
      v1.ListStudiesRequest,
      v1.ListStudiesResponse,
    ),
    checkStudy: method(
      'unary',
      '/consilium.v1.ResearchService/CheckStudy',
      may('checkStudy'),
      v1.CheckStudyRequest,
      v1.StudyReadiness,
    ),
    startRun: method('unary', '/consilium.v1.ResearchService/StartRun', may('startRun'), v1.StartRunRequest, v1.RunInfo),
    stopRun: method('unary', '/consilium.v1.ResearchService/StopRun', may('stopRun'), v1.RunRequest, v1.RunInfo),
    pauseRun: method('unary', '/consilium.v1.ResearchService/PauseRun', may('pauseRun'), v1.RunRequest, v1.RunInfo),
    resumeRun: method('unary', '/consilium.v1.ResearchService/ResumeRun', may('resumeRun'), v1.RunRequest, v1.RunInfo),
    getRun: method('unary', '/consilium.v1.ResearchService/GetRun', may('getRun'), v1.RunRequest, v1.RunInfo),
    listRuns: method('unary', '/consilium.v1.ResearchService/ListRuns', may('listRuns'), v1.ListRunsRequest, v1.ListRunsResponse),
    watchRun: method(
      'server-stream',
      '/consilium.v1.ResearchService/WatchRun',
      may('watchRun'),
      v1.RunRequest,
      v1.RunInfo,
      QUIET,
    ),
    getModel: method('server-stream', '/consilium.v1.ResearchService/GetModel', may('getModel'), v1.GetModelRequest, v1.Chunk),
    getTranscript: method(
      'unary',
      '/consilium.v1.ResearchService/GetTranscript',
      may('getTranscript'),
      v1.TranscriptRequest,
      v1.TranscriptInfo,
    ),
    listSites: method(
      'unary',
      '/consilium.v1.ResearchService/ListSites',
      may('listSites'),
      v1.ListSitesRequest,
      v1.ListSitesResponse,
    ),
    enrolSite: method(
      'unary',
      '/consilium.v1.ResearchService/EnrolSite',
      may('enrolSite'),
      v1.EnrolSiteRequest,
      v1.EnrolSiteResponse,
    ),
    inviteSite: method(
      'unary',
      '/consilium.v1.ResearchService/InviteSite',
      may('inviteSite'),
      v1.InviteSiteRequest,
      v1.InviteSiteResponse,
    ),
    listInvitations: method(
      'unary',
      '/consilium.v1.ResearchService/ListInvitations',
      may('listInvitations'),
      v1.ListInvitationsRequest,
      v1.ListInvitationsResponse,
    ),
    renewCertificate: method(
      'unary',
      '/consilium.v1.ResearchService/RenewCertificate',
      may('renewCertificate'),
      v1.RenewCertificateRequest,
      v1.RenewCertificateResponse,
    ),
    readAudit: method(
      'server-stream',
      '/consilium.v1.ResearchService/ReadAudit',
      may('readAudit'),
      v1.ReadAuditRequest,
      v1.AuditPiece,
    ),
    readRunLog: method(
      'server-stream',
      '/consilium.v1.ResearchService/ReadRunLog',
      may('readRunLog'),
      v1.RunRequest,
      v1.RunLogPiece,
    ),
    registerModel: method(
      'unary',
      '/consilium.v1.ResearchService/RegisterModel',
      may('registerModel'),
      v1.RegisterModelRequest,
      v1.ModelVersionInfo,
    ),
    proposeModel: method(
      'unary',
      '/consilium.v1.ResearchService/ProposeModel',
      may('proposeModel'),
      v1.ProposeModelRequest,
      v1.ModelVersionInfo,
    ),
    approveModel: method(
      'unary',
      '/consilium.v1.ResearchService/ApproveModel',
      may('approveModel'),
      v1.ApproveModelRequest,
      v1.ModelVersionInfo,
    ),
    rejectModel: method(
      'unary',
      '/consilium.v1.ResearchService/RejectModel',
      may('rejectModel'),
      v1.ModelDecisionRequest,
      v1.ModelVersionInfo,
    ),
    withdrawModel: method(
      'unary',
      '/consilium.v1.ResearchService/WithdrawModel',
      may('withdrawModel'),
      v1.ModelDecisionRequest,
      v1.ModelVersionInfo,
    ),
    listModels: method(
      'unary',
      '/consilium.v1.ResearchService/ListModels',
      may('listModels'),
      v1.ListModelsRequest,
      v1.ListModelsResponse,
    ),
    revokeSite: method('unary', '/consilium.v1.ResearchService/RevokeSite', may('revokeSite'), v1.RevokeSiteRequest, v1.SiteInfo),
    quarantineSite: method(
      'unary',
      '/consilium.v1.ResearchService/QuarantineSite',
      may('quarantineSite'),
      v1.QuarantineSiteRequest,
      v1.SiteInfo,
    ),
    releaseSite: method(
      'unary',
      '/consilium.v1.ResearchService/ReleaseSite',
      may('releaseSite'),
      v1.ReleaseSiteRequest,
      v1.SiteInfo,
    ),
    listIncidents: method(
      'unary',
      '/consilium.v1.ResearchService/ListIncidents',
      may('listIncidents'),
      v1.ListIncidentsRequest,
      v1.ListIncidentsResponse,
    ),
    decideIncident: method(
      'unary',
      '/consilium.v1.ResearchService/DecideIncident',
      may('decideIncident'),
      v1.DecideIncidentRequest,
      v1.IncidentInfo,
    ),
    listReceipts: method(
      'unary',
      '/consilium.v1.ResearchService/ListReceipts',
      may('listReceipts'),
      v1.ListReceiptsRequest,
      v1.SiteReceipts,
    ),
    clearReceipts: method(
      'unary',
      '/consilium.v1.ResearchService/ClearReceipts',
      may('clearReceipts'),
      v1.ClearReceiptsRequest,
      v1.SiteReceipts,
    ),
    addUser: method('unary', '/consilium.v1.ResearchService/AddUser', may('addUser'), v1.AddUserRequest, v1.AddUserResponse),
    enrolUser: method(
      'unary',
      '/consilium.v1.ResearchService/EnrolUser',
      may('enrolUser'),
      v1.EnrolUserRequest,
      v1.EnrolUserResponse,
    ),
    setRoles: method('unary', '/consilium.v1.ResearchService/SetRoles', may('setRoles'), v1.SetRolesRequest, v1.UserInfo),
    revokeUser: method('unary', '/consilium.v1.ResearchService/RevokeUser', may('revokeUser'), v1.RevokeUserRequest, v1.UserInfo),
    listUsers: method(
      'unary',
      '/consilium.v1.ResearchService/ListUsers',
      may('listUsers'),
      v1.ListUsersRequest,
      v1.ListUsersResponse,
    ),
  }),
});

/** What a hospital calls that has an invitation and no certificate yet; see join.proto. */
export const joinService = Object.freeze({
  name: 'consilium.v1.JoinService',
  methods: Object.freeze({
    join: method('unary', '/consilium.v1.JoinService/Join', STRANGER, v1.JoinRequest, v1.JoinResponse),
  }),
});

const health = grpc.health.v1;

/** The standard health service. */
export const healthService = Object.freeze({
  name: 'grpc.health.v1.Health',
  methods: Object.freeze({
    check: method('unary', '/grpc.health.v1.Health/Check', ANY, health.HealthCheckRequest, health.HealthCheckResponse),
    watch: method(
      'server-stream',
      '/grpc.health.v1.Health/Watch',
      ANY,
      health.HealthCheckRequest,
      health.HealthCheckResponse,
      QUIET,
    ),
  }),
});
