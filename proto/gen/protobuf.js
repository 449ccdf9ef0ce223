// The runtime of the generated code, told to represent 64-bit integers as plain numbers whether or not the optional package
// `long` is installed: times, sizes and sequence numbers stay far below 2^53. Written by hand; its sibling files are generated.
import protobuf from 'protobufjs/minimal.js';

protobuf.util.Long = undefined;
protobuf.configure();

export default protobuf;
