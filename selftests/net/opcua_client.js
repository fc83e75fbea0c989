// SPDX-License-Identifier: GPL-2.0
//
// opcua_client.js ADDRESS DIRECTORY
//
// For each line POLICY MODE of its input it reads at opcua_server.js, whose keys
// it has, too, and without security writes and subscribes as well. Then it prints
// "told" and {"NODEID": value} as it was told last, in fieldtap's words.
"use strict";
const path = require("path");
const readline = require("readline");
const { createRequire } = require("module");
const from = createRequire(path.join(process.env.NODE_OPCUA, "index.js"));
const { OPCUAClient, AttributeIds, TimestampsToReturn, Variant, DataType,
	MessageSecurityMode, SecurityPolicy } = from("node-opcua-client");
const { OPCUACertificateManager } = from("node-opcua-certificate-manager");

const names = ["Bool", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "Float",
	"Double", "String", "Text", "Time", "Bytes", "Array", "Strings", "Fill0", "Fill1", "Fill2", "Fill3",
	"Fill4", "Big", "Broken"];
const node = (name) => `ns=1;s=${name}`;
const value = (name) => ({ nodeId: node(name), attributeId: AttributeIds.Value });
const last = {};

/* As fieldtap shows it. */
function text({ dataType, value }) {
	switch (dataType) {
	case DataType.Int64:
		return value[0] * 4294967296 + value[1];
	case DataType.LocalizedText:
		return value.text;
	case DataType.ByteString:
		return value.toString("hex");
	case DataType.DateTime:
		return null;
	default:
		return ArrayBuffer.isView(value) ? Array.from(value) : value;
	}
}

function told(name, value) {
	if (value.dataType === DataType.String && Array.isArray(value.value))
		value.value.forEach((each, i) => {
			last[`${node(name)}[${i}]`] = each;
		});
	else if (text(value) !== null)
		last[node(name)] = text(value);
}

async function read(session) {
	const nodes = [...names, "Missing"].map(value);
	nodes.push({ nodeId: node("Bool"), attributeId: AttributeIds.DisplayName });
	nodes.push({ nodeId: node("Array"), attributeId: AttributeIds.Value, indexRange: "1:2" });
	const results = await session.read(nodes);
	results.slice(0, names.length).forEach((result, i) => told(names[i], result.value));
	last[node("Array") + "[1:2]"] = text(results[names.length + 2].value);
	await session.read({ nodeId: "i=2258", attributeId: AttributeIds.Value });
}

async function write(session) {
	await session.write([{
		nodeId: node("Setpoint"), attributeId: AttributeIds.Value,
		value: { value: new Variant({ dataType: DataType.Double, value: 42.5 }) },
	}, {
		nodeId: node("Missing"), attributeId: AttributeIds.Value,
		value: { value: new Variant({ dataType: DataType.Double, value: 1 }) },
	}]);
	last[node("Setpoint")] = 42.5;
}

async function subscribe(session) {
	const subscription = await session.createSubscription2({
		requestedPublishingInterval: 100, requestedLifetimeCount: 1000,
		requestedMaxKeepAliveCount: 10, maxNotificationsPerPublish: 100, publishingEnabled: true });
	const items = ["Counter", "Level", "String"].map(value);
	const group = await subscription.monitorItems(items,
		{ samplingInterval: 50, discardOldest: true, queueSize: 10 }, TimestampsToReturn.Both);
	await new Promise((resolve) => {
		group.on("changed", (item, changed) => {
			told(item.itemToMonitor.nodeId.value, changed.value);
			if (last[node("Counter")] === 30 && last[node("Level")] === 3.75)
				resolve();
		});
	});
	await subscription.terminate();
}

async function converse(address, keys, policy, mode) {
	const client = OPCUAClient.create({
		// The certificate is the server's, so this is its name.
		applicationName: "NodeOPCUA-Server", endpointMustExist: false,
		connectionStrategy: { maxRetry: 0 },
		// A response of 9 KiB comes in two chunks.
		transportSettings: { receiveBufferSize: 8192, sendBufferSize: 8192 },
		securityPolicy: SecurityPolicy[policy], securityMode: MessageSecurityMode[mode],
		clientCertificateManager: new OPCUACertificateManager({
			rootFolder: path.join(keys, "pki"), automaticallyAcceptUnknownCertificate: true }),
		certificateFile: path.join(keys, "pki/own/certs/certificate.pem"),
		privateKeyFile: path.join(keys, "pki/own/private/private_key.pem"),
	});
	await client.connect(`opc.tcp://${address}:4840`);
	const session = await client.createSession();
	await read(session);
	if (policy === "None") {
		await write(session);
		await subscribe(session);
	}
	await session.close();
	await client.disconnect();
	console.log("told", JSON.stringify(last));
}

async function main() {
	const [address, keys] = process.argv.slice(2);
	for await (const line of readline.createInterface({ input: process.stdin }))
		await converse(address, keys, ...line.split(" "));
}

main().then(() => process.exit(0), (error) => {
	console.error(error);
	process.exit(1);
});
