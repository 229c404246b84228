"use strict";(()=>{/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var ee=globalThis,te=ee.ShadowRoot&&(ee.ShadyCSS===void 0||ee.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Se=Symbol(),Be=new WeakMap,j=class{constructor(e,n,s){if(this._$cssResult$=!0,s!==Se)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=n}get styleSheet(){let e=this.o,n=this.t;if(te&&e===void 0){let s=n!==void 0&&n.length===1;s&&(e=Be.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&Be.set(n,e))}return e}toString(){return this.cssText}},He=t=>new j(typeof t=="string"?t:t+"",void 0,Se),_=(t,...e)=>{let n=t.length===1?t[0]:e.reduce((s,r,i)=>s+(a=>{if(a._$cssResult$===!0)return a.cssText;if(typeof a=="number")return a;throw Error("Value passed to 'css' function must be a 'css' function result: "+a+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+t[i+1],t[0]);return new j(n,t,Se)},We=(t,e)=>{if(te)t.adoptedStyleSheets=e.map(n=>n instanceof CSSStyleSheet?n:n.styleSheet);else for(let n of e){let s=document.createElement("style"),r=ee.litNonce;r!==void 0&&s.setAttribute("nonce",r),s.textContent=n.cssText,t.appendChild(s)}},Ce=te?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let n="";for(let s of e.cssRules)n+=s.cssText;return He(n)})(t):t;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{is:ln,defineProperty:hn,getOwnPropertyDescriptor:un,getOwnPropertyNames:pn,getOwnPropertySymbols:fn,getPrototypeOf:mn}=Object,ne=globalThis,Ve=ne.trustedTypes,gn=Ve?Ve.emptyScript:"",bn=ne.reactiveElementPolyfillSupport,B=(t,e)=>t,Ee={toAttribute(t,e){switch(e){case Boolean:t=t?gn:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let n=t;switch(e){case Boolean:n=t!==null;break;case Number:n=t===null?null:Number(t);break;case Object:case Array:try{n=JSON.parse(t)}catch{n=null}}return n}},Ge=(t,e)=>!ln(t,e),Fe={attribute:!0,type:String,converter:Ee,reflect:!1,useDefault:!1,hasChanged:Ge};Symbol.metadata??=Symbol("metadata"),ne.litPropertyMetadata??=new WeakMap;var w=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,n=Fe){if(n.state&&(n.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((n=Object.create(n)).wrapped=!0),this.elementProperties.set(e,n),!n.noAccessor){let s=Symbol(),r=this.getPropertyDescriptor(e,s,n);r!==void 0&&hn(this.prototype,e,r)}}static getPropertyDescriptor(e,n,s){let{get:r,set:i}=un(this.prototype,e)??{get(){return this[n]},set(a){this[n]=a}};return{get:r,set(a){let d=r?.call(this);i?.call(this,a),this.requestUpdate(e,d,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Fe}static _$Ei(){if(this.hasOwnProperty(B("elementProperties")))return;let e=mn(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(B("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(B("properties"))){let n=this.properties,s=[...pn(n),...fn(n)];for(let r of s)this.createProperty(r,n[r])}let e=this[Symbol.metadata];if(e!==null){let n=litPropertyMetadata.get(e);if(n!==void 0)for(let[s,r]of n)this.elementProperties.set(s,r)}this._$Eh=new Map;for(let[n,s]of this.elementProperties){let r=this._$Eu(n,s);r!==void 0&&this._$Eh.set(r,n)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let n=[];if(Array.isArray(e)){let s=new Set(e.flat(1/0).reverse());for(let r of s)n.unshift(Ce(r))}else e!==void 0&&n.push(Ce(e));return n}static _$Eu(e,n){let s=n.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,n=this.constructor.elementProperties;for(let s of n.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return We(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,n,s){this._$AK(e,s)}_$ET(e,n){let s=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,s);if(r!==void 0&&s.reflect===!0){let i=(s.converter?.toAttribute!==void 0?s.converter:Ee).toAttribute(n,s.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,n){let s=this.constructor,r=s._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let i=s.getPropertyOptions(r),a=typeof i.converter=="function"?{fromAttribute:i.converter}:i.converter?.fromAttribute!==void 0?i.converter:Ee;this._$Em=r;let d=a.fromAttribute(n,i.type);this[r]=d??this._$Ej?.get(r)??d,this._$Em=null}}requestUpdate(e,n,s,r=!1,i){if(e!==void 0){let a=this.constructor;if(r===!1&&(i=this[e]),s??=a.getPropertyOptions(e),!((s.hasChanged??Ge)(i,n)||s.useDefault&&s.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,s))))return;this.C(e,n,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,n,{useDefault:s,reflect:r,wrapped:i},a){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??n??this[e]),i!==!0||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(n=void 0),this._$AL.set(e,n)),r===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(n){Promise.reject(n)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,i]of this._$Ep)this[r]=i;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[r,i]of s){let{wrapped:a}=i,d=this[r];a!==!0||this._$AL.has(r)||d===void 0||this.C(r,void 0,i,d)}}let e=!1,n=this._$AL;try{e=this.shouldUpdate(n),e?(this.willUpdate(n),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(n)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(n)}willUpdate(e){}_$AE(e){this._$EO?.forEach(n=>n.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(n=>this._$ET(n,this[n])),this._$EM()}updated(e){}firstUpdated(e){}};w.elementStyles=[],w.shadowRootOptions={mode:"open"},w[B("elementProperties")]=new Map,w[B("finalized")]=new Map,bn?.({ReactiveElement:w}),(ne.reactiveElementVersions??=[]).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Me=globalThis,Ke=t=>t,se=Me.trustedTypes,Ye=se?se.createPolicy("lit-html",{createHTML:t=>t}):void 0,Ne="$lit$",k=`lit$${Math.random().toFixed(9).slice(2)}$`,De="?"+k,xn=`<${De}>`,D=document,W=()=>D.createComment(""),V=t=>t===null||typeof t!="object"&&typeof t!="function",Ie=Array.isArray,tt=t=>Ie(t)||typeof t?.[Symbol.iterator]=="function",Te=`[ 	
\f\r]`,H=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Je=/-->/g,Ze=/>/g,M=RegExp(`>|${Te}(?:([^\\s"'>=/]+)(${Te}*=${Te}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Qe=/'/g,Xe=/"/g,nt=/^(?:script|style|textarea|title)$/i,Ue=t=>(e,...n)=>({_$litType$:t,strings:e,values:n}),l=Ue(1),y=Ue(2),ds=Ue(3),A=Symbol.for("lit-noChange"),h=Symbol.for("lit-nothing"),et=new WeakMap,N=D.createTreeWalker(D,129);function st(t,e){if(!Ie(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return Ye!==void 0?Ye.createHTML(e):e}var rt=(t,e)=>{let n=t.length-1,s=[],r,i=e===2?"<svg>":e===3?"<math>":"",a=H;for(let d=0;d<n;d++){let o=t[d],u,p,c=-1,f=0;for(;f<o.length&&(a.lastIndex=f,p=a.exec(o),p!==null);)f=a.lastIndex,a===H?p[1]==="!--"?a=Je:p[1]!==void 0?a=Ze:p[2]!==void 0?(nt.test(p[2])&&(r=RegExp("</"+p[2],"g")),a=M):p[3]!==void 0&&(a=M):a===M?p[0]===">"?(a=r??H,c=-1):p[1]===void 0?c=-2:(c=a.lastIndex-p[2].length,u=p[1],a=p[3]===void 0?M:p[3]==='"'?Xe:Qe):a===Xe||a===Qe?a=M:a===Je||a===Ze?a=H:(a=M,r=void 0);let m=a===M&&t[d+1].startsWith("/>")?" ":"";i+=a===H?o+xn:c>=0?(s.push(u),o.slice(0,c)+Ne+o.slice(c)+k+m):o+k+(c===-2?d:m)}return[st(t,i+(t[n]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},F=class t{constructor({strings:e,_$litType$:n},s){let r;this.parts=[];let i=0,a=0,d=e.length-1,o=this.parts,[u,p]=rt(e,n);if(this.el=t.createElement(u,s),N.currentNode=this.el.content,n===2||n===3){let c=this.el.content.firstChild;c.replaceWith(...c.childNodes)}for(;(r=N.nextNode())!==null&&o.length<d;){if(r.nodeType===1){if(r.hasAttributes())for(let c of r.getAttributeNames())if(c.endsWith(Ne)){let f=p[a++],m=r.getAttribute(c).split(k),x=/([.?@])?(.*)/.exec(f);o.push({type:1,index:i,name:x[2],strings:m,ctor:x[1]==="."?ie:x[1]==="?"?ae:x[1]==="@"?oe:U}),r.removeAttribute(c)}else c.startsWith(k)&&(o.push({type:6,index:i}),r.removeAttribute(c));if(nt.test(r.tagName)){let c=r.textContent.split(k),f=c.length-1;if(f>0){r.textContent=se?se.emptyScript:"";for(let m=0;m<f;m++)r.append(c[m],W()),N.nextNode(),o.push({type:2,index:++i});r.append(c[f],W())}}}else if(r.nodeType===8)if(r.data===De)o.push({type:2,index:i});else{let c=-1;for(;(c=r.data.indexOf(k,c+1))!==-1;)o.push({type:7,index:i}),c+=k.length-1}i++}}static createElement(e,n){let s=D.createElement("template");return s.innerHTML=e,s}};function I(t,e,n=t,s){if(e===A)return e;let r=s!==void 0?n._$Co?.[s]:n._$Cl,i=V(e)?void 0:e._$litDirective$;return r?.constructor!==i&&(r?._$AO?.(!1),i===void 0?r=void 0:(r=new i(t),r._$AT(t,n,s)),s!==void 0?(n._$Co??=[])[s]=r:n._$Cl=r),r!==void 0&&(e=I(t,r._$AS(t,e.values),r,s)),e}var re=class{constructor(e,n){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=n}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:n},parts:s}=this._$AD,r=(e?.creationScope??D).importNode(n,!0);N.currentNode=r;let i=N.nextNode(),a=0,d=0,o=s[0];for(;o!==void 0;){if(a===o.index){let u;o.type===2?u=new O(i,i.nextSibling,this,e):o.type===1?u=new o.ctor(i,o.name,o.strings,this,e):o.type===6&&(u=new de(i,this,e)),this._$AV.push(u),o=s[++d]}a!==o?.index&&(i=N.nextNode(),a++)}return N.currentNode=D,r}p(e){let n=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,n),n+=s.strings.length-2):s._$AI(e[n])),n++}},O=class t{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,n,s,r){this.type=2,this._$AH=h,this._$AN=void 0,this._$AA=e,this._$AB=n,this._$AM=s,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,n=this._$AM;return n!==void 0&&e?.nodeType===11&&(e=n.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,n=this){e=I(this,e,n),V(e)?e===h||e==null||e===""?(this._$AH!==h&&this._$AR(),this._$AH=h):e!==this._$AH&&e!==A&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):tt(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==h&&V(this._$AH)?this._$AA.nextSibling.data=e:this.T(D.createTextNode(e)),this._$AH=e}$(e){let{values:n,_$litType$:s}=e,r=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=F.createElement(st(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===r)this._$AH.p(n);else{let i=new re(r,this),a=i.u(this.options);i.p(n),this.T(a),this._$AH=i}}_$AC(e){let n=et.get(e.strings);return n===void 0&&et.set(e.strings,n=new F(e)),n}k(e){Ie(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,s,r=0;for(let i of e)r===n.length?n.push(s=new t(this.O(W()),this.O(W()),this,this.options)):s=n[r],s._$AI(i),r++;r<n.length&&(this._$AR(s&&s._$AB.nextSibling,r),n.length=r)}_$AR(e=this._$AA.nextSibling,n){for(this._$AP?.(!1,!0,n);e!==this._$AB;){let s=Ke(e).nextSibling;Ke(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},U=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,n,s,r,i){this.type=1,this._$AH=h,this._$AN=void 0,this.element=e,this.name=n,this._$AM=r,this.options=i,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=h}_$AI(e,n=this,s,r){let i=this.strings,a=!1;if(i===void 0)e=I(this,e,n,0),a=!V(e)||e!==this._$AH&&e!==A,a&&(this._$AH=e);else{let d=e,o,u;for(e=i[0],o=0;o<i.length-1;o++)u=I(this,d[s+o],n,o),u===A&&(u=this._$AH[o]),a||=!V(u)||u!==this._$AH[o],u===h?e=h:e!==h&&(e+=(u??"")+i[o+1]),this._$AH[o]=u}a&&!r&&this.j(e)}j(e){e===h?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},ie=class extends U{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===h?void 0:e}},ae=class extends U{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==h)}},oe=class extends U{constructor(e,n,s,r,i){super(e,n,s,r,i),this.type=5}_$AI(e,n=this){if((e=I(this,e,n,0)??h)===A)return;let s=this._$AH,r=e===h&&s!==h||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,i=e!==h&&(s===h||r);r&&this.element.removeEventListener(this.name,this,s),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},de=class{constructor(e,n,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=n,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){I(this,e)}},it={M:Ne,P:k,A:De,C:1,L:rt,R:re,D:tt,V:I,I:O,H:U,N:ae,U:oe,B:ie,F:de},yn=Me.litHtmlPolyfillSupport;yn?.(F,O),(Me.litHtmlVersions??=[]).push("3.3.3");var at=(t,e,n)=>{let s=n?.renderBefore??e,r=s._$litPart$;if(r===void 0){let i=n?.renderBefore??null;s._$litPart$=r=new O(e.insertBefore(W(),i),i,void 0,n??{})}return r._$AI(t),r};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Oe=globalThis,S=class extends w{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let n=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=at(n,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return A}};S._$litElement$=!0,S.finalized=!0,Oe.litElementHydrateSupport?.({LitElement:S});var vn=Oe.litElementPolyfillSupport;vn?.({LitElement:S});(Oe.litElementVersions??=[]).push("4.2.2");/**
 * @license
 * Copyright 2022 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function ot(t,e){let n=URL.createObjectURL(new Blob([e],{type:"text/plain;charset=utf-8"})),s=document.createElement("a");s.href=n,s.download=t,s.click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}async function dt(t){try{return await navigator.clipboard.writeText(t),!0}catch{return!1}}function _n(t){return[...t.querySelectorAll("button, a[href], textarea, input, [tabindex='0']")].filter(n=>!n.hasAttribute("disabled")&&n.checkVisibility())}function ct(t,e,n){let s=_n(e);if(!s.length)return;let r=t.shiftKey?s[0]:s[s.length-1];s.includes(n)&&n!==r||(t.preventDefault(),(t.shiftKey?s[s.length-1]:s[0]).focus())}var Le={get(t){try{return sessionStorage.getItem(`support-chat:${t}:open`)==="1"}catch{return!1}},set(t,e){try{e?sessionStorage.setItem(`support-chat:${t}:open`,"1"):sessionStorage.removeItem(`support-chat:${t}:open`)}catch{}}};var C={title:"Customer support",open:"Chat with us",open_unread:"Chat with us, {n} unread",close:"Close chat",menu:"More options",log:"Conversation",input:"Write a message",send:"Send",consent_agree:"I agree",consent_more:"Read more",person:"Talk to a person",person_coming:"A person is coming",person_here:"A person is here",person_later:"A person will answer",person_callback:"We get back to you",bot:"Assistant",agent:"Support team",you:"You",note:"Note",typing:"{name} is writing",greeting:"Hi! I can look up an order, tell you about returns and delivery, or bring in a person from our team. What do you need?",quick_order:"Where is my order?",quick_returns:"How do I return something?",quick_callback:"Please call me back",say_person:"I'd like to talk to a person",say_no_bot:"No bot, please. I only want to talk to a person",status_bot:"Automated assistant, answers at once",status_late:"Automated assistant, answers later than usual",status_queue:"A person is on the way",status_position:"Number {n} in the queue",status_next:"You are next",status_wait:"about {n} min",status_opens:"Our team is back {date}",status_away:"Nobody is at the desk right now. We answer here as soon as somebody is.",status_callback:"We get back to you {date}",status_agent:"You are talking to {name}",status_ended:"Chat ended",loading:"Loading the conversation…",lost:"Connection lost. Reconnecting…",offline:"You are offline. Messages are sent when you are back.",delayed:"Your message is saved. The answer takes longer than usual and comes as soon as our system is back.",retrying:"Not sent yet, still trying…",limited:"That was quick! It is sent in a moment.",failed:"Not sent.",failed_too_long:"Too long to send.",failed_refused:"This could not be sent.",retry:"Try again",edit:"Edit",too_long:"{n} characters too many",new_message:"New message from {name}",jump:"New messages",fresh:"Your last chat was closed. This is a new one.",today:"Today",yesterday:"Yesterday",order:"Order {number}",expected:"Expected {date}",expected_label:"Expected",carrier:"Carrier",tracking:"Tracking number",track:"Track the parcel",items:"Items",step_done:"done",step_current:"now",new_tab:"opens in a new tab",no_bot:"No bot, please",download:"Download conversation",copy:"Copy conversation",copied:"Conversation copied",copy_failed:"Copying did not work. Please use the download.",transcript:"Conversation with {title}, {date}",end:"End chat",end_question:"End this chat?",end_hint:"How was it? You may leave a rating.",end_coming:"Somebody from our team is going to answer you. Once the chat is ended, they cannot reach you here.",end_contact:"E-mail or phone (optional)",end_contact_failed:"We could not read that as an e-mail address or a phone number. Please correct it or leave it empty.",star:"{n} of 5 stars",rating:"Rating",comment:"Comment (optional)",keep:"Keep chatting",end_failed:"The chat could not be ended. Please try again.",rate_question:"How was your chat with {name}?",rate_send:"Send rating",rate_later:"Not now",rate_failed:"Your rating did not arrive. Please try again.",ended:"You have ended this chat. Thank you!",ended_reached:"We get back to you at {contact}.",ended_rated:"Thank you for your rating!",restart:"Start a new chat"};function lt(t){let e=()=>{let{input:r}=t,i=r?.value.trim();!r||!i||t.excess>0||(t.say(i),r.value="",t.typed(),r.focus())},n=async r=>{let i=new FormData(r),a=Number(i.get("stars"))||0,d=String(i.get("comment")??"").trim();if(!a&&!d)return!0;let o=!!await t.chat?.rate(a,d);return o&&(t.rated=!0,t.emit("rated",{stars:a})),o},s=async r=>{t.busy=!0,t.failed=!1;let i=String(new FormData(r).get("contact")??"").trim(),a=await n(r)?await t.chat?.end(i):void 0;t.failed=a?.refused?"contact":!a?.over,t.reachedAt=a?.reachedAt,t.busy=!1,!t.failed&&(t.focusNext="#ended",t.emit("ended"))};return{says:r=>{t.say(C[r],{key:r}),t.focusNext=t.entrance},press:(r,i)=>{let a=r.detail===0;t.say(i.title,{payload:i.payload}),t.focusNext=a?"[data-test=input]":t.entrance},retry:r=>{r.client_id&&t.chat?.retry(r.client_id),t.focusNext=t.entrance},edit:r=>{let{input:i}=t;!r.client_id||!i||(t.chat?.takeBack(r.client_id),i.value=i.value.trim()?`${r.text}
${i.value}`:r.text,t.typed(),i.focus())},close:()=>t.hide(),agree:()=>t.agree(),person:()=>{t.mode==="ending"&&(t.mode="chat"),t.rated=!1,t.say(C.say_person,{key:"say_person"}),t.focusNext=t.entrance},noBot:()=>{t.closeMenu(!1),t.say(C.say_no_bot,{key:"say_no_bot",no_ai:!0}),t.focusNext=t.entrance},toggleMenu:()=>{t.menuOpen=!t.menuOpen},download:()=>{t.menuOpen&&t.closeMenu(),ot(`chat-${new Date().toISOString().slice(0,10)}.txt`,t.transcript())},copy:async()=>{t.closeMenu();let{strings:r}=t.view();t.flash(await dt(t.transcript())?r.copied:r.copy_failed)},ask:()=>{t.closeMenu(!1),t.mode="ending",t.rated=t.failed=!1,t.focusNext="#ending"},keep:()=>{t.mode="chat",t.focusNext="[data-test=menu]"},end:r=>{r.preventDefault(),s(r.target)},rate:async r=>{r.preventDefault(),t.busy=!0,t.failed=!await n(r.target),t.busy=!1,!t.failed&&(t.rated&&t.flash(t.view().strings.ended_rated),t.chat?.seenOff(),t.focusNext=t.entrance)},later:()=>{t.chat?.seenOff(),t.focusNext=t.entrance},restart:()=>{t.rated=!1,t.chat?.restart(),t.focusNext=t.entrance},jump:()=>{t.follow.toEnd(),t.focusNext=".log"},scrolled:()=>t.follow.scrolled(),typed:()=>t.typed(),submit:r=>{r.preventDefault(),e()},inputKey:r=>{r.key!=="Enter"||r.shiftKey||r.isComposing||(r.preventDefault(),e())},menuKey:async r=>{if(r.key!=="ArrowDown"&&r.key!=="ArrowUp")return;r.preventDefault(),t.menuOpen=!0,await t.updateComplete;let i=[...t.renderRoot.querySelectorAll(".menu-items button:not(:disabled)")],a=i.indexOf(t.shadowRoot?.activeElement),d=r.key==="ArrowDown"?1:-1;i[(a<0&&d<0?i.length-1:a+d+i.length)%i.length]?.focus()},menuLeft:r=>{r.currentTarget.contains(r.relatedTarget)||(t.menuOpen=!1)}}}var ce=class{#e;#s;constructor(e,n){this.#e=e,this.#s=`support-chat:${n}:`}get session(){let e=this.#n("session");return e&&typeof e.token=="string"&&typeof e.conversation_id=="string"?e:void 0}set session(e){this.#t("session",e)}get visitor(){let e=this.#n("visitor");return typeof e=="string"?e:void 0}set visitor(e){this.#t("visitor",e)}get consent(){let e=this.#n("consent");return typeof e=="string"?e:void 0}set consent(e){this.#t("consent",e)}readId(e){let n=this.#n("read");return n?.conversation===e&&Number.isInteger(n.id)?n.id:0}setReadId(e,n){n>this.readId(e)&&this.#t("read",{conversation:e,id:n})}outbox(){let e=[];try{for(let n=0;n<this.#e.length;n++){let s=this.#e.key(n);if(s?.startsWith(this.#s+"out:")){let r=this.#n(s.slice(this.#s.length));r&&typeof r.client_id=="string"&&typeof r.text=="string"&&e.push(r)}}}catch{}return e.sort((n,s)=>n.at-s.at)}keep(e){this.#t(`out:${e.client_id}`,e)}drop(e){this.#t(`out:${e}`,void 0)}part(e){return e===null?"session":e.startsWith(this.#s)?e.slice(this.#s.length):void 0}#n(e){try{let n=this.#e.getItem(this.#s+e);return n?JSON.parse(n):void 0}catch{return}}#t(e,n){try{n===void 0?this.#e.removeItem(this.#s+e):this.#e.setItem(this.#s+e,JSON.stringify(n))}catch{}}};function $n(){let t=new Map;return{getItem:e=>t.get(e)??null,setItem:(e,n)=>{t.set(e,n)},removeItem:e=>{t.delete(e)},key:e=>[...t.keys()][e]??null,get length(){return t.size}}}function ht(){try{let t=window.localStorage;return t.setItem("support-chat:probe","1"),t.removeItem("support-chat:probe"),t}catch{return $n()}}function Pe(t,e=Date.now()){if(!t)return;let n=Number(t),s=Number.isFinite(n)?n*1e3:Date.parse(t)-e;return Number.isFinite(s)?Math.min(Math.max(s,0),12e4):void 0}async function L(t,e,{token:n,fetch:s=globalThis.fetch,timeout:r=2e4}={}){let i=new AbortController,a=setTimeout(()=>i.abort(),r);try{let d=await s(t,{method:"POST",headers:{"Content-Type":"application/json",...n?{Authorization:`Bearer ${n}`}:{}},body:JSON.stringify(e),credentials:"omit",cache:"no-store",signal:i.signal}),o=await d.text(),u;try{u=o?JSON.parse(o):void 0}catch{u=void 0}return{status:d.status,body:u,retryAfter:Pe(d.headers.get("Retry-After"))}}catch{return{status:0,body:void 0}}finally{clearTimeout(a)}}var le=class{constructor(e){this.base=e}url(e){return`${this.base}/webhooks/web/${e}`}session(e){return L(this.url("session"),e)}message(e,{client_id:n,text:s,payload:r,no_ai:i}){return L(this.url("messages"),{client_id:n,text:s,payload:r,no_ai:i},{token:e})}typing(e,n){return L(this.url("typing"),{typing:n},{token:e})}async deliver(e,n){let s=await e.get();if(!s)return{body:void 0,...e.refusal};let r=await this.message(s.token,n);if(r.status!==401)return r;let i=await e.renew(s.token);return!i||i.token===s.token?r:this.message(i.token,n)}async end(e,n){let{status:s,body:r}=await L(this.url("end"),{contact:n||void 0},{token:e});return r?.error?.code==="bad_contact"?{over:!1,refused:!0}:{over:s===401||s===404||s>=200&&s<300,reachedAt:r?.reached_at}}async rate(e,n,s){let{status:r}=await L(this.url("rating"),{stars:n||void 0,comment:s||void 0},{token:e});return r>=200&&r<300}};function G(t,{base:e=600,cap:n=15e3,random:s=Math.random}={}){let r=Math.min(n,e*2**t);return Math.round(r/2+s()*r/2)}function he(){let t;return{wait:e=>new Promise(n=>{let s=setTimeout(()=>t?.(),e);t=()=>{clearTimeout(s),t=void 0,n()}}),wake:()=>t?.()}}function E(){let t;return{set(e,n){clearTimeout(t),t=setTimeout(n,e)},clear:()=>clearTimeout(t)}}var K=class{#e=[];#s=new Set;#n=new Set;lastId=0;get all(){return this.#e}add(e){if(this.lastId=Math.max(this.lastId,e.id),this.#s.has(e.id))return!1;if(this.#s.add(e.id),e.client_id){if(this.#n.has(e.client_id))return!1;this.#n.add(e.client_id)}let n=this.#e.length;for(;n>0&&this.#e[n-1].id>e.id;)n--;return this.#e.splice(n,0,e),!0}has(e){return this.#n.has(e)}};function ut(t,e){let n=new Set,s=t.map(r=>(r.client_id&&n.add(r.client_id),{...r,key:r.client_id??`m${r.id}`}));for(let{client_id:r,text:i,at:a,status:d,error:o}of e)n.has(r)||s.push({key:r,client_id:r,at:a,speaker:"customer",text:i,status:d,error:o});return s}var wn="handoff:",kn=/^handoff:(other|callback):/,An=["queued","sending","retrying","limited","accepted"];function pt(t,e={owner:"bot"}){let n=Sn(t,e);return new Set(e.owner==="queue"&&n.length?n:[...n,...Cn(t)])}function Sn(t,{owner:e,callback_at:n}){return e==="agent"||e==="bot"&&!n?[]:t.some(({status:r})=>r&&An.includes(r))?[]:([...t].reverse().find(r=>r.buttons?.some(({payload:i})=>i.startsWith(wn)))?.buttons??[]).filter(({payload:r})=>e==="queue"||kn.test(r))}function Cn(t){for(let e=t.length-1;e>=0;e--){let n=t[e];if(n.buttons?.length&&n.speaker!=="customer")return n.buttons;if(n.speaker==="bot"||n.speaker==="agent"||n.speaker==="customer"&&n.status!=="failed")return[]}return[]}function ft(t){for(let e=t.length-1;e>=0&&t[e].speaker==="customer";e--)if(t[e].client_id?.startsWith("say_person.")&&t[e].status!=="failed")return!0;return!1}function mt(t,e){let n=0;for(let s=t.length-1;s>=0&&t[s].id>e;s--)t[s].speaker!=="customer"&&n++;return n}function gt(t){let e=new AbortController,{signal:n}=e;return document.addEventListener("visibilitychange",t.looked,{signal:n}),window.addEventListener("pageshow",t.looked,{signal:n}),window.addEventListener("online",t.online,{signal:n}),window.addEventListener("offline",t.offline,{signal:n}),window.addEventListener("storage",t.storage,{signal:n}),()=>e.abort()}var En=9,Tn=10*6e4,ue=class{entries=[];#e;#s=!1;#n=he();constructor(e){this.#e=e}#t(){return(this.#e.now??Date.now)()}restore(e){for(let n of e){if(this.entries.some(i=>i.client_id===n.client_id))continue;let s=this.#t()-n.at*1e3>Tn,r=n.status==="failed"||s;this.entries.push({...n,attempts:0,status:r?"failed":"queued"})}this.#a()}push(e,{key:n,...s}={}){let r={client_id:(n?`${n}.`:"")+(this.#e.newId??Mn)(),text:e,at:this.#t()/1e3,status:"queued",attempts:0,...s};return this.entries.push(r),this.#o(r,{}),this.#a(),r}retry(e){let n=this.entries.find(s=>s.client_id===e&&s.status==="failed");n&&(this.entries=[...this.entries.filter(s=>s!==n),n],this.#o(n,{status:"queued",error:void 0,attempts:0,at:this.#t()/1e3}),this.#a())}remove(e){return this.entries.some(n=>n.client_id===e)?(this.entries=this.entries.filter(n=>n.client_id!==e),this.#e.drop?.(e),this.#n.wake(),this.#e.changed(),!0):!1}wake(){this.#n.wake(),this.#a()}recheck(){let e=this.#t()/1e3-10;for(let n of this.entries)n.status==="accepted"&&n.at<e&&(n.status="queued");this.wake()}clear(){for(let e of this.entries)this.#e.drop?.(e.client_id);this.entries=[],this.#n.wake(),this.#e.changed()}#r(){return this.entries.find(e=>e.status!=="failed"&&e.status!=="accepted")}async#a(){if(!this.#s){this.#s=!0;try{for(let e=this.#r();e;e=this.#r()){if(this.#e.online?.()===!1){this.#o(e,{status:"retrying"}),await this.#d(5e3);continue}e.attempts===0&&this.#o(e,{status:"sending"});let n=this.#i(e,await this.#e.send(e));n&&await this.#d(n)}}finally{this.#s=!1}}}#i(e,{status:n,body:s,retryAfter:r}){if(!this.entries.includes(e))return;if(n>=200&&n<300){this.#o(e,{status:"accepted"}),this.#e.accepted?.();return}let i=e.attempts+1;if(n===413)this.#o(e,{status:"failed",error:"too_long",attempts:i});else if(i>=En)this.#o(e,{status:"failed",error:"unreachable",attempts:i});else{if(n===429)return this.#o(e,{status:"limited",attempts:i}),Math.max(r??G(i+1),500);if(n===0||n===401||n===408||n>=500)return this.#o(e,{status:"retrying",attempts:i}),r??G(i-1);{let a=typeof s?.error?.code=="string"?s.error.code:"refused";this.#o(e,{status:"failed",error:a,attempts:i})}}}#o(e,n){Object.assign(e,n),this.#e.keep?.(e),this.#e.changed()}#d(e){return this.#e.wait?this.#e.wait(e):this.#n.wait(e)}};function Mn(){if(crypto.randomUUID)return crypto.randomUUID();let t=crypto.getRandomValues(new Uint8Array(16));t[6]=t[6]&15|64,t[8]=t[8]&63|128;let e=Array.from(t,n=>n.toString(16).padStart(2,"0")).join("");return[e.slice(0,8),e.slice(8,12),e.slice(12,16),e.slice(16,20),e.slice(20)].join("-")}var bt=120,Nn=5e3,Dn=.8,In=20,pe=class{current;refusal={status:0,retryAfter:void 0};#e;#s;#n=!1;#t=E();constructor(e){this.#e=e,this.current=e.load()}#r(e){return e?this.#n||this.#a(e)>0:!1}get renewIn(){if(!(!this.current||this.#n))return Math.max(0,this.#a(this.current))}#a(e){return Math.min(e.expires_at-bt,e.identify_at??1/0)-this.#i}get#i(){return(this.#e.now??Date.now)()/1e3}async get(){return this.#r(this.current)?this.current:this.renew(this.current?.token)}renew(e,n=!1){return this.#s??=this.#o(e,n).finally(()=>this.#s=void 0),this.#s}async#o(e,n){let{request:s,load:r,identity:i,lock:a=d=>d()}=this.#e;return a(async()=>{let d=r();if(!n&&d&&d.token!==e&&this.#r(d))return this.adopt(d),d;let o=e??d?.token??this.#e.earlier?.(),u=await Un(i?.()),p=await s({...o?{token:o}:{},...u?{identity:u}:{}}),c=p.body;if(p.status!==200||typeof c?.token!="string"||!c.conversation_id){this.refusal={status:p.status===429?429:0,retryAfter:p.retryAfter};return}c.identity_error&&console.warn(`support-chat: identity refused: ${c.identity_error}`),this.#n=c.expires_at-this.#i<=bt;let f=Number(c.identified_until)-this.#i,m={token:c.token,conversation_id:String(c.conversation_id),expires_at:Number(c.expires_at),identified:!!c.identified,...f>In&&typeof i?.()=="function"?{identify_at:this.#i+f*Dn}:{}};return this.#e.save(m),this.adopt(m),m})}adopt(e){let n=this.current?.conversation_id===e?.conversation_id;n&&this.current?.token===e?.token||(this.current=e,this.keep(),this.#e.changed(e,n))}keep(){let e=this.renewIn;if(e===void 0)return this.rest();this.#t.set(Math.min(Math.max(e,5)*1e3,2**31-1),async()=>{this.#e.needed?.()&&await this.get(),this.renewIn===0&&this.keep()})}rest(){this.#t.clear()}finish(){this.current&&this.#e.visitor?.(this.current.token),this.#d()}forget(){this.#e.visitor?.(void 0),this.#d()}#d(){this.#e.save(void 0),this.adopt(void 0)}};async function Un(t){if(typeof t!="function")return t;let e=E();try{let n=new Promise(s=>e.set(Nn,()=>s(void 0)));return await Promise.race([t(),n])}catch(n){console.warn("support-chat: no identity:",n)}finally{e.clear()}}var fe=class{#e="";#s=!0;#n=[];#t="";#r;feed(e){let n=this.#e+e;this.#s&&n&&(n.charCodeAt(0)===65279&&(n=n.slice(1)),this.#s=!1);let s=[],r=0;for(let i=0;i<n.length;i++){let a=n[i];if(a!==`
`&&a!=="\r")continue;if(a==="\r"&&i===n.length-1)break;let d=this.#a(n.slice(r,i));d&&s.push(d),a==="\r"&&n[i+1]===`
`&&i++,r=i+1}return this.#e=n.slice(r),s}#a(e){if(e==="")return this.#i();let n=e.indexOf(":");if(n===0)return;let s=n<0?e:e.slice(0,n),r=n<0?"":e.slice(n+1),i=r.startsWith(" ")?r.slice(1):r;s==="data"?this.#n.push(i):s==="event"?this.#t=i:s==="id"&&!i.includes("\0")&&(this.#r=i)}#i(){let e=this.#n.length?{type:this.#t||"message",data:this.#n.join(`
`),id:this.#r}:void 0;return this.#n=[],this.#t="",this.#r=void 0,e}};var xt=4e4,me=class{#e;#s=he();#n;#t;#r=!1;constructor(e){this.#e=e}get running(){return!!this.#n}start(){this.#n||(this.#n=new AbortController,this.#a(this.#n.signal))}stop(){this.#n?.abort(),this.#t?.abort(),this.#n=void 0,this.#s.wake()}restart(){this.#n&&(this.stop(),this.start())}async#a(e){let{pause:n=r=>G(r,{base:1e3,cap:2e4})}=this.#e,s=0;for(this.#e.status("connecting");!e.aborted;){let r;try{r=await this.#i(e,()=>s=0)}catch{r=void 0}if(e.aborted)return;this.#e.status("lost"),await this.#s.wait(r??n(s++))}}async#i(e,n){let s=await this.#e.session();if(!s||e.aborted)return;let r=new AbortController;this.#t=r;let i=setTimeout(()=>r.abort(),this.#e.silence??xt);try{let a=this.#e.lastId(s.conversation_id),d=await(this.#e.fetch??fetch)(this.#e.url,{headers:{Accept:"text/event-stream",Authorization:`Bearer ${s.token}`,...a?{"Last-Event-ID":String(a)}:{}},credentials:"omit",cache:"no-store",signal:r.signal});if(d.status===401){let c=this.#r;this.#r=!0;let f=await this.#e.renew(s.token);return f&&f.token!==s.token&&!c?0:void 0}if(this.#r=!1,!d.ok||!d.body)return Pe(d.headers.get("Retry-After"));let o=d.body.getReader(),u=new TextDecoder,p=new fe;for(this.#e.status("live");;){let{value:c,done:f}=await o.read();if(e.aborted||f)return;n(),clearTimeout(i),i=setTimeout(()=>r.abort(),this.#e.silence??xt);for(let m of p.feed(u.decode(c,{stream:!0})))this.#e.event(m,s.conversation_id)}}finally{clearTimeout(i),r.abort()}}};function On(t){return!!t&&Number.isInteger(t.id)&&typeof t.text=="string"&&["customer","bot","agent","system"].includes(t.speaker)}function yt(t){let e;try{e=JSON.parse(t.data)}catch{return{}}return t.type==="message"&&On(e)?{message:e}:t.type==="ended"?{ended:!0}:t.type==="state"&&["bot","queue","agent"].includes(e?.owner)?{owner:e}:{}}var Ln=2e4,Pn=3e3,ge=class{owner={owner:"bot"};connection="idle";ended=!1;fresh=!1;typing=!1;catchingUp=!0;opened=!1;parted;#e;#s;#n;#t;#r;#a;#i=new K;#o=!1;#d={typing:E(),writing:E()};#l=!1;#m;constructor(e){let{base:n,storage:s}=this.#e=e;this.#s=new le(n),this.#n=s,this.#t=new pe({request:r=>this.#s.session(r),load:()=>s.session,save:r=>s.session=r,visitor:r=>s.visitor=r,earlier:()=>s.visitor,identity:e.identity,changed:(r,i)=>this.#v(r,i),needed:()=>this.connection!=="idle",lock:async r=>navigator.locks?await navigator.locks.request(`support-chat:${n}`,()=>r()):r()}),this.#r=new ue({send:r=>this.#s.deliver(this.#t,r),changed:()=>e.changed(),accepted:()=>this.#y(),keep:r=>s.keep(r),drop:r=>s.drop(r),online:()=>navigator.onLine}),this.#a=new me({url:this.#s.url("stream"),session:()=>this.#t.get(),renew:r=>this.#t.renew(r),lastId:r=>r===this.#h?this.#i.lastId:0,event:(r,i)=>i===this.#h&&this.#w(r),status:r=>this.#$(r)})}get#h(){return this.#t.current?.conversation_id}get#u(){return document.visibilityState!=="hidden"}get lines(){return ut(this.#i.all,this.#r.entries)}get loading(){return this.catchingUp&&this.#o&&!this.#i.all.length}get unread(){return!this.#h||this.opened&&this.#u?0:mt(this.#i.all,this.#n.readId(this.#h))}connect(){this.#m=gt({looked:()=>this.#c(),online:()=>{this.#a.restart(),this.#r.wake(),this.#e.changed()},offline:()=>this.#e.changed(),storage:e=>this.#_(e)}),this.#t.keep(),this.#o=!!this.#t.current,this.#r.restore(this.#n.outbox()),this.#c(this.#r.entries.length>0)}disconnect(){this.#m?.(),this.#a.stop(),this.#t.rest();for(let e of Object.values(this.#d))e.clear()}open(){this.opened=!0,this.#c(),this.#b()}close(){this.opened=!1,this.#e.changed()}send(e,n){this.ended&&this.restart(),this.#p(),this.#r.push(e,n),this.#y(),this.#c(!0)}retry(e){this.#r.retry(e),this.#c(!0)}takeBack(e){this.#r.remove(e)}restart(e=!0){this.ended=this.fresh=!1,this.#x(),this.#c(e)}writes(e){if(!e)return this.#p();this.#l||this.owner.owner==="bot"||this.connection!=="live"||(this.#l=!0,this.#d.writing.set(Pn,()=>this.#l=!1),this.#g(!0))}#p(){this.#l&&(this.#l=!1,this.#d.writing.clear(),this.#g(!1))}#g(e){let n=this.#t.current?.token;n&&this.#s.typing(n,e)}identify(){this.#t.current&&this.#t.renew(this.#t.current.token,!0)}anonymous(){this.#t.current?.identified&&this.forget()}seenOff(){this.parted=void 0,this.#e.changed()}forget(){this.#r.clear(),this.#t.forget(),this.restart(this.opened)}async end(e){let n=this.#t.current?.token,s=n?await this.#s.end(n,e):{over:!0};return s.over&&(this.#r.clear(),this.#t.finish(),this.ended=!0,this.#e.changed()),s}async rate(e,n){let s=this.#t.current?.token;return!!s&&this.#s.rate(s,e,n)}#c(e=!1){let n=this.opened||e||(this.#t.renewIn??0)>0;this.#u&&n&&!this.ended?this.#a.start():(!this.#u||this.ended)&&(this.#a.stop(),this.connection="idle"),this.#b(),this.#e.changed()}#b(){this.#h&&this.opened&&this.#u&&this.#n.setReadId(this.#h,this.#i.lastId)}#x(){this.#i=new K,this.owner={owner:"bot"},this.parted=void 0,this.catchingUp=!0,this.#o=!1,this.#f(!1)}#v(e,n){n||(e?(this.fresh=!this.ended&&this.#i.all.length>0,this.ended=!1,this.#x(),this.#a.restart(),this.#c()):(this.#a.stop(),this.ended=this.#i.all.length>0,this.#f(!1)),this.#e.changed())}#_(e){let n=this.#n.part(e.key);n==="session"?this.#t.adopt(this.#n.session):n==="read"?this.#e.changed():n?.startsWith("out:")&&e.newValue===null&&this.#r.remove(n.slice(4))}#$(e){let n=this.connection;this.connection=e,e==="live"&&n!=="live"&&this.#r.recheck(),this.#e.changed()}#w(e){let{message:n,owner:s,ended:r}=yt(e);n&&this.#k(n),r&&this.#t.finish(),s&&(this.owner.owner==="agent"&&s.owner==="bot"?this.parted=this.owner.agent??"":s.owner!=="bot"&&(this.parted=void 0),this.owner=s,this.catchingUp=!1,(s.owner!=="bot"||typeof s.typing=="boolean")&&this.#f(!!s.typing)),this.#e.changed()}#k(e){let n=this.#i.add(e);e.client_id&&this.#r.remove(e.client_id)&&(this.catchingUp=!1),n&&(e.speaker!=="customer"&&this.#f(!1),this.#b(),this.catchingUp||this.#e.message?.(e))}#y(){this.owner.owner==="bot"&&this.#f(!0)}#f(e){if(this.typing=e,!e)return this.#d.typing.clear();this.#d.typing.set(Ln,()=>{this.typing=!1,this.#e.changed()})}};var be=class{behind=!1;#e=!0;#s=0;#n;#t;#r;#a=new ResizeObserver(()=>this.#i());constructor(e){this.#n=e}update(e,n){e!==(this.#r??null)&&(this.#a.disconnect(),this.#r=e??void 0,this.#e=!0,e&&this.#a.observe(e)),e&&!this.#e&&n>this.#s&&this.#o(!0),this.#s=n,this.#i()}scrolled(){let e=this.#r;e&&e.scrollTop!==this.#t&&(this.#t=void 0,this.#e=e.scrollHeight-e.scrollTop-e.clientHeight<80,this.#e&&this.#o(!1))}toEnd(){this.#e=!0,this.#o(!1),this.#i()}#i(){let e=this.#r;if(!e||!this.#e)return;let n=e.querySelector(":scope > .message:last-of-type"),s=n?n.offsetTop-10:1/0;e.scrollTop=Math.min(e.scrollHeight-e.clientHeight,s),this.#t=e.scrollTop}#o(e){e!==this.behind&&(this.behind=e,this.#n())}};var vt={title:"Kundenservice",open:"Mit uns chatten",open_unread:"Mit uns chatten, {n} ungelesen",close:"Chat schließen",menu:"Weitere Möglichkeiten",log:"Gespräch",input:"Nachricht schreiben",send:"Senden",consent_agree:"Ich bin einverstanden",consent_more:"Mehr dazu",person:"Mit einem Menschen sprechen",person_coming:"Jemand kommt gleich",person_here:"Jemand ist da",person_later:"Jemand antwortet später",person_callback:"Wir melden uns",bot:"Assistent",agent:"Kundenservice",you:"Sie",note:"Hinweis",typing:"{name} schreibt",greeting:"Hallo! Ich kann nach einer Bestellung sehen, Fragen zu Rückgabe und Lieferung beantworten oder jemanden aus unserem Team holen. Worum geht es?",quick_order:"Wo ist meine Bestellung?",quick_returns:"Wie gebe ich etwas zurück?",quick_callback:"Bitte rufen Sie mich an",say_person:"Ich möchte mit einem Menschen sprechen",say_no_bot:"Bitte kein Bot. Ich möchte nur mit einem Menschen sprechen",status_bot:"Automatischer Assistent, antwortet sofort",status_late:"Automatischer Assistent, antwortet später als sonst",status_queue:"Jemand aus dem Team ist unterwegs",status_position:"Platz {n} in der Warteschlange",status_next:"Sie sind als Nächstes dran",status_wait:"etwa {n} Min.",status_opens:"Unser Team ist wieder da: {date}",status_away:"Gerade ist niemand am Platz. Wir antworten hier, sobald jemand da ist.",status_callback:"Wir melden uns: {date}",status_agent:"Sie sprechen mit {name}",status_ended:"Chat beendet",loading:"Das Gespräch wird geladen…",lost:"Verbindung unterbrochen. Neuer Versuch…",offline:"Sie sind offline. Nachrichten werden später gesendet.",delayed:"Ihre Nachricht ist gespeichert. Die Antwort dauert länger als sonst und kommt, sobald unser System wieder da ist.",retrying:"Noch nicht gesendet, neuer Versuch…",limited:"Das ging schnell! Wird gleich gesendet.",failed:"Nicht gesendet.",failed_too_long:"Zu lang zum Senden.",failed_refused:"Das konnte nicht gesendet werden.",retry:"Erneut versuchen",edit:"Bearbeiten",too_long:"{n} Zeichen zu viel",new_message:"Neue Nachricht von {name}",jump:"Neue Nachrichten",fresh:"Ihr letzter Chat wurde geschlossen. Dies ist ein neuer.",today:"Heute",yesterday:"Gestern",order:"Bestellung {number}",expected:"Voraussichtlich {date}",expected_label:"Voraussichtlich",carrier:"Versand mit",tracking:"Sendungsnummer",track:"Paket verfolgen",items:"Artikel",step_done:"erledigt",step_current:"jetzt",new_tab:"öffnet einen neuen Tab",no_bot:"Bitte kein Bot",download:"Gespräch herunterladen",copy:"Gespräch kopieren",copied:"Gespräch kopiert",copy_failed:"Kopieren ging nicht. Bitte laden Sie das Gespräch herunter.",transcript:"Gespräch mit {title}, {date}",end:"Chat beenden",end_question:"Diesen Chat beenden?",end_hint:"Wie war es? Sie können eine Bewertung abgeben.",end_coming:"Jemand aus unserem Team wird Ihnen antworten. Wenn der Chat beendet ist, erreicht man Sie hier nicht mehr.",end_contact:"E-Mail oder Telefon (freiwillig)",end_contact_failed:"Das konnten wir nicht als E-Mail-Adresse oder Telefonnummer lesen. Bitte berichtigen Sie es oder lassen Sie das Feld leer.",star:"{n} von 5 Sternen",rating:"Bewertung",comment:"Kommentar (freiwillig)",keep:"Weiter chatten",end_failed:"Der Chat konnte nicht beendet werden. Bitte noch einmal versuchen.",rate_question:"Wie war das Gespräch mit {name}?",rate_send:"Bewertung senden",rate_later:"Jetzt nicht",rate_failed:"Die Bewertung ist nicht angekommen. Bitte noch einmal versuchen.",ended:"Sie haben diesen Chat beendet. Vielen Dank!",ended_reached:"Wir melden uns unter {contact}.",ended_rated:"Vielen Dank für Ihre Bewertung!",restart:"Neuen Chat beginnen"};var _t={title:"Atención al cliente",open:"Chatea con nosotros",open_unread:"Chatea con nosotros, {n} sin leer",close:"Cerrar el chat",menu:"Más opciones",log:"Conversación",input:"Escribe un mensaje",send:"Enviar",consent_agree:"Acepto",consent_more:"Más información",person:"Hablar con una persona",person_coming:"Una persona está en camino",person_here:"Una persona te atiende",person_later:"Una persona responderá",person_callback:"Te contactaremos",bot:"Asistente",agent:"Equipo de atención",you:"Tú",note:"Nota",typing:"{name} está escribiendo",greeting:"¡Hola! Puedo consultar un pedido, hablarte de devoluciones y entregas, o avisar a una persona de nuestro equipo. ¿Qué necesitas?",quick_order:"¿Dónde está mi pedido?",quick_returns:"¿Cómo devuelvo algo?",quick_callback:"Llamadme, por favor",say_person:"Quiero hablar con una persona",say_no_bot:"Sin bot, por favor. Solo quiero hablar con una persona",status_bot:"Asistente automático, responde al momento",status_late:"Asistente automático, responde más tarde de lo habitual",status_queue:"Una persona está en camino",status_position:"Número {n} en la cola",status_next:"Tu turno es el siguiente",status_wait:"unos {n} min",status_opens:"Nuestro equipo vuelve: {date}",status_away:"Ahora mismo no hay nadie en el puesto. Te respondemos aquí en cuanto haya alguien.",status_callback:"Te contactaremos: {date}",status_agent:"Estás hablando con {name}",status_ended:"Chat terminado",loading:"Cargando la conversación…",lost:"Conexión perdida. Reconectando…",offline:"Estás sin conexión. Los mensajes se enviarán cuando vuelvas.",delayed:"Tu mensaje está guardado. La respuesta tarda más de lo habitual y llega en cuanto nuestro sistema vuelva.",retrying:"Aún no enviado, seguimos intentándolo…",limited:"¡Qué rapidez! Se envía en un momento.",failed:"No enviado.",failed_too_long:"Demasiado largo para enviarlo.",failed_refused:"No se ha podido enviar.",retry:"Reintentar",edit:"Editar",too_long:"Sobran {n} caracteres",new_message:"Nuevo mensaje de {name}",jump:"Mensajes nuevos",fresh:"Tu último chat se cerró. Este es uno nuevo.",today:"Hoy",yesterday:"Ayer",order:"Pedido {number}",expected:"Previsto: {date}",expected_label:"Previsto",carrier:"Transportista",tracking:"Número de seguimiento",track:"Seguir el paquete",items:"Artículos",step_done:"hecho",step_current:"ahora",new_tab:"se abre en otra pestaña",no_bot:"Sin bot, por favor",download:"Descargar la conversación",copy:"Copiar la conversación",copied:"Conversación copiada",copy_failed:"No se ha podido copiar. Usa la descarga.",transcript:"Conversación con {title}, {date}",end:"Terminar el chat",end_question:"¿Terminar este chat?",end_hint:"¿Qué tal ha ido? Puedes dejar una valoración.",end_coming:"Alguien de nuestro equipo va a responderte. Cuando termine el chat, no podrá localizarte aquí.",end_contact:"Correo o teléfono (opcional)",end_contact_failed:"No hemos podido leerlo como correo electrónico o teléfono. Corrígelo o déjalo vacío.",star:"{n} de 5 estrellas",rating:"Valoración",comment:"Comentario (opcional)",keep:"Seguir chateando",end_failed:"No se ha podido terminar el chat. Inténtalo de nuevo.",rate_question:"¿Qué tal ha ido la conversación con {name}?",rate_send:"Enviar valoración",rate_later:"Ahora no",rate_failed:"La valoración no ha llegado. Inténtalo de nuevo.",ended:"Has terminado este chat. ¡Gracias!",ended_reached:"Te contactaremos en {contact}.",ended_rated:"¡Gracias por tu valoración!",restart:"Empezar un chat nuevo"};var Re={en:C,de:vt,es:_t};function $t(t){return Re[(t??"").toLowerCase().split("-")[0]]??C}function b(t,e){return t.replace(/\{(\w+)\}/g,(n,s)=>String(e[s]??n))}var Rn=/^(quick_order|quick_returns|quick_callback|say_person|say_no_bot)\./;function xe({speaker:t,text:e,client_id:n=""},s){let r=t==="customer"?Rn.exec(n)?.[1]:void 0;return r&&e===C[r]?s[r]:e}var wt=_`
  .card {
    width: min(100%, 330px);
    margin-top: 6px;
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--raised);
    overflow: hidden;
    overflow-wrap: anywhere;
    font-size: 14px;
  }
  .card * {
    min-width: 0;
  }
  .card-head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 16px;
    padding: 11px 16px 10px;
    border-bottom: 1px solid var(--line);
    background: color-mix(in srgb, var(--accent) 7%, var(--raised));
  }
  .card [dir] {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .card-head > div {
    display: grid;
    align-content: start;
  }
  .card-head span {
    font-size: 12.5px;
    color: var(--soft);
  }
  .card-head strong {
    font-size: 15.5px;
    font-weight: 650;
  }
  .card .card-expected {
    text-align: end;
  }
  .steps {
    padding: 12px 16px 4px;
  }
  .step {
    position: relative;
    display: flex;
    align-items: baseline;
    gap: 11px;
    padding-bottom: 6px;
    line-height: 20px;
    color: var(--soft);
  }
  .step:not(:last-child)::before {
    content: "";
    position: absolute;
    inset-block: 18px -2px;
    inset-inline-start: 8px;
    width: 2px;
    background: var(--line);
  }
  .step.done:not(:last-child)::before {
    background: var(--accent);
  }
  .dot {
    width: 18px;
    height: 18px;
    align-self: flex-start;
    margin-top: 1px;
    border-radius: 50%;
    border: 2px solid var(--line);
    background: var(--raised);
    flex: none;
    display: grid;
    place-items: center;
    font-size: 10px;
    z-index: 1;
  }
  .dot .icon {
    stroke-width: 3.5;
  }
  .done .dot {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .current .dot {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 3px var(--raised);
    background: var(--accent);
  }
  .step.done {
    color: var(--ink);
  }
  .step.current {
    color: var(--ink);
    font-weight: 650;
  }
  .step-label {
    flex: 1 1 50%;
  }
  .step time {
    color: var(--soft);
    font-weight: 400;
    font-size: 13px;
  }
  .items,
  .parcel {
    padding: 9px 16px;
    border-top: 1px solid var(--line);
  }
  .items li,
  .parcel {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
  }
  .items .quantity,
  .parcel {
    color: var(--soft);
  }
  .mono {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 13px;
  }
  .track {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 11px 16px;
    border-top: 1px solid var(--line);
    color: var(--accent);
    font-weight: 600;
    text-decoration: none;
  }
  .track:hover {
    background: var(--bot);
  }
  .track:focus-visible {
    outline-offset: -3px;
  }
`;var kt=_`
  .launcher {
    position: fixed;
    inset-block-end: calc(var(--gap) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: var(--gap);
    width: 60px;
    height: 60px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
    box-shadow: var(--shadow);
    display: grid;
    place-items: center;
    font-size: 22px;
    transition: transform 0.15s;
  }
  .launcher:hover {
    transform: scale(1.05);
  }
  .launcher:focus-visible {
    outline-color: var(--ink);
    outline-offset: 3px;
  }
  .unread {
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: -3px;
    min-width: 24px;
    height: 24px;
    padding: 0 6px;
    border-radius: 12px;
    background: #b3261e;
    color: #fff;
    border: 2px solid var(--bg);
    font-size: 12px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }

  .panel {
    position: fixed;
    inset-block-end: calc(var(--gap) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: var(--gap);
    width: min(var(--support-chat-width, 400px), calc(100vw - 2 * var(--gap)));
    height: min(var(--support-chat-height, 700px), calc(100vh - 2 * var(--gap)));
    height: min(var(--support-chat-height, 700px), calc(100dvh - 2 * var(--gap)));
    display: flex;
    flex-direction: column;
    background: var(--bg);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    overflow: hidden;
    animation: rise 0.18s ease-out;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) .panel {
      border: 1px solid var(--line);
    }
  }
  @media (max-width: 480px), (max-height: 420px) {
    .panel {
      inset: 0;
      width: 100%;
      height: 100vh;
      height: 100dvh;
      border-radius: 0;
      border: 0 !important;
    }
  }

  .header {
    display: flex;
    align-items: flex-start;
    gap: 4px;
    padding: 14px 12px 13px 18px;
    padding-inline: 18px 12px;
    background: var(--header);
    color: var(--on-header);
    flex: none;
    z-index: 2;
  }
  .header :focus-visible {
    outline-color: currentColor;
    outline-offset: -2px;
  }
  .titles {
    flex: 1;
    min-width: 0;
  }
  h2 {
    font-size: 17px;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .status {
    display: flex;
    gap: 7px;
    align-items: baseline;
    font-size: 13px;
    line-height: 1.4;
    margin-top: 2px;
  }
  .lamp {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    flex: none;
    background: var(--good);
    border: 1px solid var(--header);
  }
  .lamp.queue {
    background: var(--warn);
    animation: pulse 1.6s infinite;
  }
  .lamp.ended {
    background: none;
    border-color: currentColor;
  }
  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }
  .round {
    width: 36px;
    height: 36px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-size: 16px;
  }
  .round:hover,
  .round[aria-expanded="true"] {
    background: color-mix(in srgb, currentColor 16%, transparent);
  }
  .menu {
    position: relative;
  }
  .menu-items {
    position: absolute;
    inset-block-start: 42px;
    inset-inline-end: -36px;
    width: max-content;
    max-width: min(300px, calc(100vw - 24px));
    padding: 6px;
    background: var(--raised);
    color: var(--ink);
    border: 1px solid var(--line);
    border-radius: 14px;
    box-shadow: var(--shadow);
  }
  .menu-items button {
    display: flex;
    align-items: center;
    gap: 11px;
    width: 100%;
    padding: 9px 11px;
    border-radius: 9px;
    text-align: start;
  }
  .menu-items .icon {
    color: var(--soft);
  }
  .menu-items button:hover:not(:disabled) {
    background: var(--bot);
  }
  .menu-items button:disabled {
    opacity: 0.45;
  }
`;var At=_`
  .day {
    text-align: center;
    margin: 16px 0 12px;
    font-size: 12px;
    font-weight: 600;
    color: var(--soft);
  }
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-top: 4px;
    max-width: 100%;
  }
  .message.first {
    margin-top: 14px;
  }
  .log > .message:first-child {
    margin-top: 0;
  }
  .message.customer {
    align-items: flex-end;
  }
  .message.system {
    align-items: center;
    margin: 14px 0;
  }
  .name {
    max-width: 100%;
    overflow-wrap: anywhere;
    display: flex;
    align-items: center;
    gap: 7px;
    margin-bottom: 5px;
    font-size: 12.5px;
    font-weight: 600;
    color: var(--soft);
  }
  .avatar {
    flex: none;
    width: 24px;
    height: 24px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-size: 13px;
    background: var(--bot);
    color: var(--accent);
  }
  .avatar .icon {
    width: 16px;
    height: 16px;
  }
  .avatar.agent {
    background: var(--accent);
    color: var(--on-accent);
  }
  .bubble {
    max-width: min(86%, 320px);
    padding: 9px 14px;
    border-radius: 18px;
    background: var(--bot);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    text-align: start;
  }
  .bot .bubble,
  .agent .bubble {
    border-end-start-radius: 18px;
    border-start-start-radius: 6px;
  }
  .agent .bubble {
    background: color-mix(in srgb, var(--accent) 14%, var(--bg));
  }
  .customer .bubble {
    background: var(--accent);
    color: var(--on-accent);
    border-end-end-radius: 6px;
  }
  .customer:not(.last) .bubble {
    border-end-end-radius: 18px;
  }
  .system .bubble {
    max-width: 92%;
    padding: 5px 14px;
    border-radius: 14px;
    background: none;
    border: 1px solid var(--line);
    color: var(--soft);
    font-size: 13px;
    text-align: center;
  }
  .system.asks .bubble {
    max-width: 100%;
    padding: 9px 14px;
    color: var(--ink);
    font-size: 14px;
  }
  .system .buttons {
    justify-content: center;
  }
  .message[data-status="queued"] .bubble,
  .message[data-status="retrying"] .bubble,
  .message[data-status="limited"] .bubble {
    box-shadow: inset 0 0 0 1.5px var(--accent);
    background: none;
    color: var(--ink);
  }
  .message[data-status="failed"] .bubble {
    background: none;
    color: var(--ink);
    border: 1px solid var(--bad);
  }
  .bubble a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    overflow-wrap: anywhere;
  }
  .bubble a:focus-visible {
    outline-color: currentColor;
  }
  .time,
  .delivery {
    margin: 4px 6px 0;
    font-size: 12px;
    color: var(--soft);
  }
  .delivery {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    align-items: center;
    gap: 2px 10px;
  }
  .delivery.failed {
    color: var(--bad);
    font-size: 13px;
  }
  .link {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 26px;
    color: var(--ink);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 7px;
    margin-top: 8px;
    max-width: 100%;
  }
  .choice {
    min-height: 36px;
    padding: 6px 14px;
    border: 1.5px solid var(--accent);
    border-radius: 18px;
    background: var(--raised);
    color: var(--accent);
    font-weight: 600;
    font-size: 14px;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .choice:hover:not(:disabled) {
    background: var(--accent);
    color: var(--on-accent);
  }
  .choice:disabled {
    border-color: var(--line);
    color: var(--soft);
    font-weight: 400;
  }

  .typing .bubble {
    display: flex;
    gap: 5px;
    padding: 14px 16px;
  }
  .typing i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--soft);
    animation: hop 1.2s infinite;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes hop {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }
`;var St=_`
  .middle {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
  }
  .log {
    flex: 1;
    min-width: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    padding: 18px 16px 14px;
    scrollbar-width: thin;
    scrollbar-color: var(--field) transparent;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .loading {
    display: grid;
    gap: 12px;
  }
  .loading i {
    width: 46%;
    height: 38px;
    border-radius: 18px;
    background: var(--bot);
    animation: pulse 1.6s infinite;
  }
  .loading .long {
    width: 74%;
    height: 84px;
  }
  .loading .customer {
    justify-self: end;
  }
  .jump {
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 0;
    margin-inline: auto;
    width: max-content;
    max-width: 90%;
    display: flex;
    gap: 6px;
    align-items: center;
    padding: 7px 14px;
    border-radius: 99px;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 13px;
    font-weight: 600;
    box-shadow: var(--shadow);
  }
  .jump:focus-visible {
    outline-color: var(--ink);
  }
  .notice,
  .toast {
    display: none;
    flex: none;
    padding: 7px 16px;
    font-size: 13px;
    text-align: center;
    background: var(--note);
    border-top: 1px solid var(--line);
  }
  .toast {
    background: var(--bot);
  }
  .on {
    display: block;
  }

  .consent {
    flex: none;
    max-height: 45%;
    overflow: hidden auto;
    padding: 12px 16px 6px;
    border-top: 1px solid var(--line);
    font-size: 14px;
  }
  .consent p {
    margin: 0 0 10px;
  }
  .consent a {
    color: inherit;
    text-decoration: underline;
  }
  .consent .strong {
    width: 100%;
    min-height: 44px;
  }
  .composer {
    flex: none;
    padding: 10px 12px calc(8px + env(safe-area-inset-bottom, 0px));
    border-top: 1px solid var(--line);
  }
  .field {
    display: flex;
    align-items: flex-end;
    gap: 6px;
    padding: 5px;
    padding-inline-start: 14px;
    border: 1px solid var(--field);
    border-radius: 23px;
    background: var(--raised);
  }
  .field:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }
  textarea {
    flex: 1;
    min-width: 0;
    resize: none;
    border: 0;
    background: none;
    padding: 6px 0;
    max-height: 140px;
    font-size: 16px;
    line-height: 22px;
    color: var(--ink);
  }
  .field textarea {
    outline: none;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .send {
    width: 34px;
    height: 34px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: var(--accent);
    color: var(--on-accent);
    flex: none;
  }
  .send:disabled {
    background: var(--bot);
    color: var(--soft);
  }
  :host(:dir(rtl)) .send .icon {
    transform: scaleX(-1);
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 2px 10px;
    padding-top: 6px;
  }
  .alone {
    flex: none;
    padding: 0 12px calc(8px + env(safe-area-inset-bottom, 0px));
    background: var(--raised);
  }
  .person {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    min-height: 30px;
    padding: 3px 10px;
    border-radius: 99px;
    font-size: 13.5px;
    font-weight: 600;
    color: var(--accent);
    text-align: start;
  }
  .person:hover:not(:disabled) {
    background: var(--bot);
  }
  .person:disabled {
    color: var(--soft);
  }
  .counter {
    font-size: 13px;
    color: var(--bad);
  }

  .ending {
    flex: 0 1 auto;
    max-height: 60%;
    overflow: auto;
    padding: 16px 18px 12px;
    border-top: 1px solid var(--line);
    background: var(--raised);
  }
  .ending h3 {
    font-size: 16px;
    font-weight: 650;
  }
  .ending p {
    color: var(--soft);
  }
  .ending .problem {
    color: var(--bad);
    font-size: 13.5px;
  }
  .ending:has(.contact) {
    max-height: 78%;
  }
  .ending .contact {
    margin-block: 6px 10px;
    color: var(--ink);
    background: none;
    font: inherit;
    font-size: 16px;
  }
  .ending .contact::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .ending :is(textarea, .contact) {
    box-sizing: border-box;
    width: 100%;
    padding: 8px 12px;
    border: 1px solid var(--field);
    border-radius: 12px;
  }
  .brief {
    padding-block: 12px;
  }
  .brief:not(:has(:checked)) :is(textarea, .strong) {
    display: none;
  }
  .brief .stars {
    margin-block: 4px 6px;
  }
  .brief .actions {
    margin-top: 6px;
  }

  .stars {
    display: flex;
    gap: 2px;
    margin: 8px 0 10px -6px;
    margin-inline: -6px 0;
    font-size: 24px;
  }
  .star {
    position: relative;
    display: grid;
    padding: 5px;
    border-radius: 10px;
    color: var(--accent);
    cursor: pointer;
  }
  .star .icon {
    fill: none;
  }
  .stars:has(:checked) .star .icon,
  .stars:hover .star .icon {
    fill: currentColor;
  }
  .stars .star:has(:checked) ~ .star .icon,
  .stars:hover .star:hover ~ .star .icon {
    fill: none;
  }
  .star:has(:focus-visible) {
    outline: 3px solid var(--accent);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 10px;
  }
  .wide > * {
    flex: 1 1 100%;
  }
  .plain,
  .strong {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 40px;
    padding: 6px 16px;
    border-radius: 99px;
    font-weight: 600;
    border: 1px solid var(--field);
  }
  .strong {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
`;var Ct=_`
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (max-height: 420px) {
    .header {
      padding-block: 5px;
    }
    .status {
      margin: 0;
    }
    .log {
      padding-block: 8px;
    }
    .composer {
      padding-block: 5px 2px;
    }
    .below {
      padding-top: 1px;
    }
  }
  @media (forced-colors: active) {
    .panel,
    .launcher,
    .bubble,
    .send,
    .choice {
      border: 1px solid;
    }
  }
`;var Et=_`
  --accent: var(--support-chat-accent-dark, #7cc9bd);
  --on-accent: var(--support-chat-on-accent-dark, #06231f);
  --header: var(--support-chat-header-dark, #17211f);
  --on-header: var(--support-chat-on-header-dark, #f2f5f4);
  --bg: #121716;
  --raised: #1c2422;
  --bot: #222c2a;
  --ink: #eef2f1;
  --soft: #a9b6b3;
  --line: #34413e;
  --field: #80908c;
  --bad: #ff9d8f;
  --warn: #f0c069;
  --good: #6fd39b;
  --note: #262a1e;
  --shadow: 0 18px 50px rgb(0 0 0 / 0.6), 0 2px 8px rgb(0 0 0 / 0.5);
  color-scheme: dark;
`,Tt=_`
  :host {
    all: initial;
    --accent: var(--support-chat-accent, #16605a);
    --on-accent: var(--support-chat-on-accent, #fff);
    --header: var(--support-chat-header, var(--accent));
    --on-header: var(--support-chat-on-header, var(--on-accent));
    --bg: #fff;
    --raised: #fff;
    --bot: #f1f4f3;
    --ink: #17211f;
    --soft: #56635f;
    --line: #dde4e2;
    --field: #7d8a86;
    --bad: #b3261e;
    --warn: #f0b23e;
    --good: #3fbf7f;
    --note: #fbf4e0;
    --radius: var(--support-chat-radius, 18px);
    --gap: var(--support-chat-offset, 20px);
    --shadow: 0 18px 50px rgb(15 40 36 / 0.22), 0 2px 8px rgb(15 40 36 / 0.12);
    color-scheme: light;
    font: 400 15px/1.45 var(--support-chat-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    color: var(--ink);
    position: relative;
    z-index: var(--support-chat-z-index, 2147483000);
  }
  :host([hidden]) {
    display: none;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      ${Et}
    }
  }
  :host([theme="dark"]) {
    ${Et}
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    list-style: none;
    min-width: 0;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    border: 0;
    background: none;
    padding: 0;
    touch-action: manipulation;
  }
  button:disabled {
    cursor: default;
  }
  [hidden] {
    display: none !important;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .icon {
    width: 1.25em;
    height: 1.25em;
    flex: none;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;var Mt=[Tt,kt,St,At,wt,Ct];function P(t){try{return Intl.DateTimeFormat.supportedLocalesOf(t)[0]}catch{return}}function ve(t,e){return new Intl.DateTimeFormat(P(e),Nt(e)).format(t*1e3)}function Nt(t){let{hour12:e}=new Intl.DateTimeFormat(P(t),{hour:"numeric"}).resolvedOptions();return{hour:e?"numeric":"2-digit",minute:"2-digit"}}function qe(t,e,n){let s={weekday:"short",day:"numeric",month:"short",...Nt(e)};if(n)try{let r={...s,timeZone:n,timeZoneName:"short"};return new Intl.DateTimeFormat(P(e),r).format(t*1e3)}catch{}return new Intl.DateTimeFormat(P(e),s).format(t*1e3)}function ye(t){return Math.round(Date.UTC(t.getFullYear(),t.getMonth(),t.getDate())/864e5)}function Y(t,e){return ye(new Date(t*1e3))!==ye(new Date(e*1e3))}function _e(t,e,n,s=Date.now()){let r=new Date(t*1e3),i=ye(new Date(s))-ye(r);return i===0?n.today:i===1?n.yesterday:new Intl.DateTimeFormat(P(e),{weekday:"long",day:"numeric",month:"long"}).format(r)}function R(t,e,n={weekday:"short",day:"numeric",month:"short"}){let s=/^(\d{4})-(\d\d)-(\d\d)$/.exec(t),r=s?new Date(+s[1],+s[2]-1,+s[3]):new Date(t);return Number.isNaN(r.getTime())?t:new Intl.DateTimeFormat(P(e),n).format(r)}function $e(t){return t.parcels?.length?t.parcels:t.carrier||t.tracking_number?[t]:[]}function J(t,e){return t.speaker==="customer"?e.you:t.speaker==="agent"?t.name||e.agent:t.speaker==="bot"?e.bot:e.note}function Dt(t,{title:e,locale:n,strings:s,now:r=Date.now()}){let i=R(new Date(r).toISOString(),n,{dateStyle:"long"}),a=[b(s.transcript,{title:e,date:i})],d=0;for(let o of t){(!d||Y(d,o.at))&&a.push("",`— ${_e(o.at,n,s,r)} —`,""),d=o.at;let u=o.status==="failed"?` (${s.failed})`:"";a.push(`[${ve(o.at,n)}] ${J(o,s)}: ${xe(o,s)}${u}`);let p=o.card;if(p){a.push(`    ${b(s.order,{number:p.number})}: ${p.status_text}`);for(let c of $e(p)){let f=[c.tracking_number,c.carrier].filter(Boolean).join(", ");c.tracking_number&&a.push(`    ${s.tracking}: ${f}`)}p.expected&&a.push(`    ${b(s.expected,{date:R(p.expected,n)})}`)}}return a.join(`
`)+`
`}function It({owner:t,strings:e,mode:n,locale:s}){if(n==="ended")return e.status_ended;if(t.owner==="agent")return b(e.status_agent,{name:t.agent||e.agent});if(t.owner!=="queue")return t.delayed?e.status_late:e.status_bot;let{callback_at:r,opens_at:i,zone:a,away:d,position:o,wait_minutes:u}=t;if(r)return b(e.status_callback,{date:qe(r,s,a)});if(i)return b(e.status_opens,{date:qe(i,s,a)});if(d)return e.status_away;let p=[];return o===1?p.push(e.status_next):o?p.push(b(e.status_position,{n:o})):p.push(e.status_queue),u&&p.push(b(e.status_wait,{n:u})),p.join(" · ")}function Ut({owner:t,strings:e,online:n,lost:s}){return n?s?e.lost:t.delayed?e.delayed:"":e.offline}function Ot({owner:t,strings:e,mode:n,lines:s=[]}){return n==="ended"?{label:e.person,free:!0}:t.owner==="bot"?{label:e.person,free:!ft(s)}:t.owner==="agent"?{label:e.person_here,free:!1}:t.callback_at?{label:e.person_callback,free:!1}:{label:t.opens_at||t.away?e.person_later:e.person_coming,free:!1}}var v=t=>y`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none"
  stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${t}</svg>`,g={chat:v(y`<path d="M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z"/><path d="M8.5 11.5h.01M12.5 11.5h.01M16.5 11.5h.01"/>`),close:v(y`<path d="M6 6l12 12M18 6L6 18"/>`),more:v(y`<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>`),send:v(y`<path d="M4 12l16-8-6 16-3-7-7-1Z"/>`),person:v(y`<circle cx="12" cy="8" r="3.6"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`),bot:v(y`<rect x="4" y="8" width="16" height="11" rx="4"/><path d="M12 8V4.5M9 13h.01M15 13h.01M9.5 16h5"/>`),down:v(y`<path d="M12 5v14M6 13l6 6 6-6"/>`),retry:v(y`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6"/>`),edit:v(y`<path d="M4 20h4L19 9l-4-4L4 16v4Z"/>`),download:v(y`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`),copy:v(y`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>`),leave:v(y`<path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9"/>`),noBot:v(y`<rect x="4" y="8" width="16" height="11" rx="4"/><path d="M12 8V5M3 3l18 18"/>`),truck:v(y`<path d="M2 6h12v10H2zM14 10h4l3 3v3h-7z"/><circle cx="7" cy="17.5" r="1.8"/><circle cx="17" cy="17.5" r="1.8"/>`),star:y`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" stroke="currentColor"
    stroke-width="1.6" stroke-linejoin="round"><path d="M12 3.4l2.7 5.5 6 .9-4.4 4.2 1 6-5.3-2.8L6.7 20l1-6L3.3 9.8l6-.9L12 3.4Z"/></svg>`,check:v(y`<path d="M5 12.5l4.5 4.5L19 7.5"/>`)};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Lt={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Pt=t=>(...e)=>({_$litDirective$:t,values:e}),we=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,n,s){this._$Ct=e,this._$AM=n,this._$Ci=s}_$AS(e,n){return this.update(e,n)}update(e,n){return this.render(...n)}};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{I:qn}=it,Rt=t=>t;var qt=()=>document.createComment(""),q=(t,e,n)=>{let s=t._$AA.parentNode,r=e===void 0?t._$AB:e._$AA;if(n===void 0){let i=s.insertBefore(qt(),r),a=s.insertBefore(qt(),r);n=new qn(i,a,t,t.options)}else{let i=n._$AB.nextSibling,a=n._$AM,d=a!==t;if(d){let o;n._$AQ?.(t),n._$AM=t,n._$AP!==void 0&&(o=t._$AU)!==a._$AU&&n._$AP(o)}if(i!==r||d){let o=n._$AA;for(;o!==i;){let u=Rt(o).nextSibling;Rt(s).insertBefore(o,r),o=u}}}return n},T=(t,e,n=t)=>(t._$AI(e,n),t),zn={},zt=(t,e=zn)=>t._$AH=e,jt=t=>t._$AH,ke=t=>{t._$AR(),t._$AA.remove()};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Bt=(t,e,n)=>{let s=new Map;for(let r=e;r<=n;r++)s.set(t[r],r);return s},Ht=Pt(class extends we{constructor(t){if(super(t),t.type!==Lt.CHILD)throw Error("repeat() can only be used in text expressions")}dt(t,e,n){let s;n===void 0?n=e:e!==void 0&&(s=e);let r=[],i=[],a=0;for(let d of t)r[a]=s?s(d,a):a,i[a]=n(d,a),a++;return{values:i,keys:r}}render(t,e,n){return this.dt(t,e,n).values}update(t,[e,n,s]){let r=jt(t),{values:i,keys:a}=this.dt(e,n,s);if(!Array.isArray(r))return this.ut=a,i;let d=this.ut??=[],o=[],u,p,c=0,f=r.length-1,m=0,x=i.length-1;for(;c<=f&&m<=x;)if(r[c]===null)c++;else if(r[f]===null)f--;else if(d[c]===a[m])o[m]=T(r[c],i[m]),c++,m++;else if(d[f]===a[x])o[x]=T(r[f],i[x]),f--,x--;else if(d[c]===a[x])o[x]=T(r[c],i[x]),q(t,o[x+1],r[c]),c++,x--;else if(d[f]===a[m])o[m]=T(r[f],i[m]),q(t,r[c],r[f]),f--,m++;else if(u===void 0&&(u=Bt(a,m,x),p=Bt(d,c,f)),u.has(d[c]))if(u.has(d[f])){let $=p.get(a[m]),z=$!==void 0?r[$]:null;if(z===null){let X=q(t,r[c]);T(X,i[m]),o[m]=X}else o[m]=T(z,i[m]),q(t,r[c],z),r[$]=null;m++}else ke(r[f]),f--;else ke(r[c]),c++;for(;m<=x;){let $=q(t,o[x+1]);T($,i[m]),o[m++]=$}for(;c<=f;){let $=r[c++];$!==null&&ke($)}return this.ut=a,zt(t,o),A}});var jn=/https?:\/\/[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gi;function ze(t){if(!(!t||!/^https?:\/\//i.test(t)))try{let e=new URL(t);return e.hostname&&!e.username&&!e.password?e.href:void 0}catch{return}}function Bn(t){let e=t.length;for(;;){let n=t[e-1];if(".,;:!?…*_".includes(n))e--;else if(n===")"&&Ae(t,")",e)>Ae(t,"(",e))e--;else if(n==="]"&&Ae(t,"]",e)>Ae(t,"[",e))e--;else return t.slice(0,e)}}function Ae(t,e,n){let s=0;for(let r=0;r<n;r++)t[r]===e&&s++;return s}function Wt(t){let e=[],n=0;for(let s of t.matchAll(jn)){let r=Bn(s[0]),i=ze(r);i&&(s.index>n&&e.push({text:t.slice(n,s.index)}),e.push({text:r,href:i}),n=s.index+r.length)}return n<t.length&&e.push({text:t.slice(n)}),e}function Vt(t){return t?.kind==="order"&&t.number!==void 0&&Array.isArray(t.steps)}function Ft(t,{strings:e,locale:n}){return l`<div class="card" role="group" part="order-card" data-test="order-card" data-status=${t.status}
    aria-label=${b(e.order,{number:t.number})}>
    <div class="card-head">
      <div>
        <span class="card-number">${b(e.order,{number:t.number})}</span>
        <strong class="card-status" dir="auto" data-test="order-status">${t.status_text}</strong>
      </div>
      ${t.expected?l`<div class="card-expected" data-test="order-expected">
            <span>${e.expected_label}</span> <strong dir="auto">${R(t.expected,n)}</strong>
          </div>`:h}
    </div>
    ${t.steps.length?l`<ol class="steps">${t.steps.map(s=>Wn(s,e,n))}</ol>`:h}
    ${t.items?.length?l`<ul class="items" aria-label=${e.items}>
          ${t.items.map(s=>l`<li><span dir="auto">${s.name}</span><span class="quantity">×&#8239;${s.quantity}</span></li>`)}
        </ul>`:h}
    ${$e(t).map(s=>Hn(s,e))}
  </div>`}function Hn(t,e){let n=ze(t.tracking_url);return l`<p class="parcel" data-test="parcel">
      ${t.carrier?l`<span class="sr">${e.carrier}: </span><span>${t.carrier}</span>`:h}
      ${t.tracking_number?l`<span class="sr">${e.tracking}: </span><span class="mono" data-test="tracking-number">${t.tracking_number}</span>`:h}
    </p>
    ${n?l`<a class="track" data-test="track" href=${n} target="_blank" rel="noopener noreferrer nofollow"
          title=${e.new_tab}>${g.truck}<span>${e.track}</span></a>`:h}`}function Wn(t,e,n){let s=t.current?"current":t.done?"done":"ahead";return l`<li class="step ${s}" data-test="order-step" data-state=${s}
    aria-current=${t.current?"step":h}>
    <span class="dot" aria-hidden="true">${t.done&&!t.current?g.check:h}</span>
    <span class="step-label" dir="auto">${t.label}</span>
    ${s==="ahead"?h:l`<span class="sr">(${s==="current"?e.step_current:e.step_done})</span>`}
    ${t.at?l`<time dir="auto" datetime=${t.at}>${R(t.at,n,{day:"numeric",month:"short"})}</time>`:h}
  </li>`}var Vn=180;function Fn(t,e){return Wt(t).map(n=>n.href?l`<a href=${n.href} target="_blank" rel="noopener noreferrer nofollow" title=${e.new_tab}>${n.text}</a>`:n.text)}function Kt(t){let{lines:e,strings:n,locale:s}=t;return Ht(e,r=>r.key,(r,i)=>{let a=e[i-1],d=e[i+1],o=!a||Y(a.at,r.at),u=o||!Gt(a,r),p=!d||!Gt(r,d)||Y(r.at,d.at);return l`${o?l`<div class="day"><span>${_e(r.at,s,n)}</span></div>`:h}
        ${Gn(r,u,p,t)}`})}function Gt(t,e){return t.speaker===e.speaker&&t.name===e.name&&e.at-t.at<Vn}function Gn(t,e,n,s){let{strings:r,locale:i}=s,{speaker:a}=t,d=J(t,r),o=e&&(a==="bot"||a==="agent"),u=t.buttons?.length?"asks":"";return l`<div class="message ${a} ${e?"first":""} ${n?"last":""} ${u}"
    part="message message-${a}" data-test="message" data-speaker=${a}
    data-id=${t.id??h} data-status=${t.status??"confirmed"}>
    ${o?l`<div class="name" data-test="name">${Kn(t)}<span>${d}</span></div>`:l`<span class="sr">${d}:</span>`}
    ${t.text?l`<div class="bubble" part="bubble bubble-${a}" data-test="text" dir="auto">${Fn(xe(t,r),r)}</div>`:h}
    ${Vt(t.card)?Ft(t.card,s):h}
    ${t.buttons?.length?Yn(t.buttons,s):h}
    ${Jn(t,s)}
    ${n&&a!=="system"&&(!t.status||t.status==="accepted")?l`<time class="time" data-test="time" dir="auto" datetime=${new Date(t.at*1e3).toISOString()}>${ve(t.at,i)}</time>`:h}
  </div>`}function Kn(t){let e=t.speaker==="agent"&&t.name?[...t.name.trim()][0]?.toLocaleUpperCase():void 0;return l`<span class="avatar ${t.speaker}" aria-hidden="true">${e??(t.speaker==="agent"?g.person:g.bot)}</span>`}function Yn(t,{act:e,active:n}){return l`<div class="buttons" data-test="buttons">
    ${t.map(s=>l`<button type="button" class="choice" part="button" data-test="button" ?disabled=${!n.has(s)}
      @click=${r=>e.press(r,s)}>${s.title}</button>`)}
  </div>`}function Jn(t,{strings:e,act:n}){if(t.status==="retrying")return l`<div class="delivery">${e.retrying}</div>`;if(t.status==="limited")return l`<div class="delivery">${e.limited}</div>`;if(t.status!=="failed")return h;let s=t.error==="too_long",r=!s&&t.error!=="unreachable"&&t.error!==void 0;return l`<div class="delivery failed">
    <span>${s?e.failed_too_long:r?e.failed_refused:e.failed}</span>
    ${s||r?h:l`<button type="button" class="link" data-test="retry" @click=${()=>n.retry(t)}>${g.retry}${e.retry}</button>`}
    <button type="button" class="link" data-test="edit" @click=${()=>n.edit(t)}>${g.edit}${e.edit}</button>
  </div>`}function Yt({greeting:t,strings:e,lines:n,mode:s,act:r}){let i=["quick_order","quick_returns","quick_callback"];return l`<div class="message bot first last" data-test="greeting">
    <div class="name"><span class="avatar bot" aria-hidden="true">${g.bot}</span><span>${e.bot}</span></div>
    <div class="bubble" part="bubble bubble-bot" dir="auto">${t}</div>
    ${n.length||s!=="chat"?h:l`<div class="buttons">
          ${i.map(a=>l`<button type="button" class="choice" part="button" data-test="quick-reply"
            @click=${()=>r.says(a)}>${e[a]}</button>`)}
        </div>`}
  </div>`}function Jt({typing:t,owner:e,strings:n,lines:s}){let r=e.delayed||s.some(({status:a})=>a==="retrying"||a==="limited");if(!t||e.owner!=="agent"&&(r||s.at(-1)?.status==="failed"))return h;let i=e.owner==="agent"?"agent":"bot";return l`<div class="message ${i} typing" data-test="typing" data-speaker=${i} aria-hidden="true">
    <div class="bubble"><i></i><i></i><i></i></div>
    ${i==="agent"&&e.agent?l`<span class="time">${n.typing.replace("{name}",e.agent)}</span>`:h}
  </div>`}function Zt({strings:t,act:e,busy:n,failed:s,owner:r}){return l`<form class="ending" part="end-form" data-test="end-form" aria-labelledby="ending" @submit=${e.end}>
    <h3 id="ending" tabindex="-1" data-test="end-heading">${t.end_question}</h3>
    ${r.owner==="queue"?Zn(t,s==="contact"):h}
    <p>${t.end_hint}</p>
    ${Qt(t)}
    <p class="problem" role="alert">${s==="contact"?t.end_contact_failed:s?t.end_failed:h}</p>
    <div class="actions">
      <button type="button" class="plain" data-test="end-cancel" @click=${e.keep}>${t.keep}</button>
      <button type="submit" class="strong" data-test="end-confirm" ?disabled=${n}>${t.end}</button>
    </div>
  </form>`}function Zn(t,e){return l`<p data-test="end-coming">${t.end_coming}</p>
    <input name="contact" class="contact" type="text" maxlength="320" dir="auto" data-test="contact" autocomplete="off"
      aria-label=${t.end_contact} placeholder=${t.end_contact} aria-invalid=${e?"true":"false"} />`}function Qt(t){return l`<fieldset class="stars">
      <legend class="sr">${t.rating}</legend>
      ${[1,2,3,4,5].map(e=>l`<label class="star"><input type="radio" name="stars" value=${e} data-test="star" class="sr"
          aria-label=${b(t.star,{n:e})} />${g.star}</label>`)}
    </fieldset>
    <textarea name="comment" rows="2" maxlength="1000" dir="auto" data-test="comment" aria-label=${t.comment}
      placeholder=${t.comment}></textarea>`}function Xt({strings:t,act:e,busy:n,failed:s,parted:r}){return l`<form class="ending brief" part="rate-form" data-test="rate-form" aria-labelledby="rating" @submit=${e.rate}>
    <h3 id="rating">${b(t.rate_question,{name:r||t.agent})}</h3>
    ${Qt(t)}
    <p class="problem" role="alert">${s?t.rate_failed:h}</p>
    <div class="actions">
      <button type="button" class="plain" data-test="rate-later" @click=${e.later}>${t.rate_later}</button>
      <button type="submit" class="strong" data-test="rate-send" ?disabled=${n}>${t.rate_send}</button>
    </div>
  </form>`}function en({strings:t,act:e,rated:n,empty:s,reachedAt:r}){return l`<div class="ending" data-test="ended">
    <h3 id="ended" tabindex="-1">${n?t.ended_rated:t.ended}</h3>
    ${r?l`<p data-test="reached-at">${b(t.ended_reached,{contact:r})}</p>`:h}
    <div class="actions wide">
      <button type="button" class="strong" data-test="restart" @click=${e.restart}>${t.restart}</button>
      <button type="button" class="plain" data-test="ended-download" ?disabled=${s} @click=${e.download}>${g.download}${t.download}</button>
    </div>
  </div>`}function tn(t){let{strings:e,act:n,mode:s,owner:r}=t;return l`<section class="panel" part="panel" data-test="panel" id="panel" role="dialog" tabindex="-1"
    aria-modal=${t.fullScreen?"true":"false"} aria-labelledby="title" lang=${t.language}>
    <div part="header" class="header">
      <div class="titles">
        <h2 id="title" data-test="title">${t.heading}</h2>
        <p class="status" part="status" data-test="status" data-owner=${r.owner} role="status">
          <span class="lamp ${s==="ended"?"ended":r.owner}" aria-hidden="true"></span><span>${It(t)}</span>
        </p>
      </div>
      ${Xn(t)}
      <button type="button" class="round" data-test="close" aria-label=${e.close} @click=${n.close}>${g.close}</button>
    </div>
    <div class="middle">
      <div class="log" part="log" data-test="log" role="log" tabindex="0" aria-label=${e.log}
        aria-relevant="additions" aria-busy=${t.catchingUp?"true":"false"} @scroll=${n.scrolled}>
        ${t.fresh?l`<div class="message system"><div class="bubble">${e.fresh}</div></div>`:h}
        ${t.loading?Qn(t):l`${Yt(t)}${Kt(t)}${Jt(t)}`}
      </div>
      ${t.jump?l`<button type="button" class="jump" data-test="jump" @click=${n.jump}>${g.down}${e.jump}</button>`:h}
    </div>
    <div class="notice ${t.notice?"on":""}" data-test="connection" role="status">${t.notice}</div>
    <div class="toast ${t.toast?"on":""}" data-test="toast" role="status">${t.toast}</div>
    ${s==="chat"&&t.parted!==void 0?Xt(t):h}
    ${s==="chat"?t.consent?es(t,t.consent):ts(t):l`${s==="ending"?Zt(t):en(t)}
      <div class="below alone">${je(t)}</div>`}
  </section>`}function Qn({strings:t}){return l`<div class="loading" data-test="loading"><span class="sr">${t.loading}</span>
    <i class="bot"></i><i class="customer"></i><i class="bot long"></i></div>`}function Xn({strings:t,act:e,menu:n,mode:s,empty:r}){return l`<div class="menu" @keydown=${e.menuKey} @focusout=${e.menuLeft}>
    <button type="button" class="round" data-test="menu" aria-label=${t.menu} aria-expanded=${n?"true":"false"}
      aria-controls="menu" @click=${e.toggleMenu}>${g.more}</button>
    <div class="menu-items" id="menu" part="menu" ?hidden=${!n}>
      ${s==="chat"?l`<button type="button" data-test="no-bot" @click=${e.noBot}>${g.noBot}${t.no_bot}</button>`:h}
      <button type="button" data-test="download" ?disabled=${r} @click=${e.download}>${g.download}${t.download}</button>
      <button type="button" data-test="copy" ?disabled=${r} @click=${e.copy}>${g.copy}${t.copy}</button>
      ${s==="chat"?l`<button type="button" data-test="end" ?disabled=${r} @click=${e.ask}>${g.leave}${t.end}</button>`:h}
    </div>
  </div>`}function es(t,{text:e,link:n}){let{strings:s,act:r}=t;return l`<div class="consent" part="consent" data-test="consent" id="consent" role="group" tabindex="-1" aria-labelledby="consent-text">
    <p id="consent-text" dir="auto">${e}
      ${n?l`<a href=${n} target="_blank" rel="noopener noreferrer" data-test="consent-link">${s.consent_more}</a>`:h}</p>
    <button type="button" class="strong" part="consent-agree" data-test="consent-agree" @click=${r.agree}>${s.consent_agree}</button>
    <div class="below alone">${je(t)}</div>
  </div>`}function ts(t){let{strings:e,act:n,excess:s}=t;return l`<form class="composer" part="composer" @submit=${n.submit}>
    <div class="field">
      <textarea part="input" data-test="input" rows="1" enterkeyhint="send" dir="auto" autocomplete="off"
        aria-label=${e.input} placeholder=${e.input} aria-invalid=${s>0?"true":"false"}
        aria-describedby="counter" @input=${n.typed} @keydown=${n.inputKey}></textarea>
      <button type="submit" class="send" part="send" data-test="send" aria-label=${e.send} ?disabled=${s>0}>${g.send}</button>
    </div>
    <div class="below">
      ${je(t)}
      <span class="counter" id="counter" data-test="counter" role="status">${s>0?b(e.too_long,{n:s}):""}</span>
    </div>
  </form>`}function je(t){let{label:e,free:n}=Ot(t);return l`<button type="button" class="person" part="talk-to-person" data-test="talk-to-person" ?disabled=${!n}
    @click=${t.act.person}>${n?g.person:g.check}${e}</button>`}function nn({strings:t,unread:e,language:n},s){return l`<button type="button" class="launcher" part="launcher" data-test="launcher" lang=${n} aria-expanded="false"
    aria-haspopup="dialog" aria-label=${e?b(t.open_unread,{n:e}):t.open} @click=${s}>
    ${g.chat}
    ${e?l`<span class="unread" part="unread" data-test="unread" aria-hidden="true">${e>99?"99+":e}</span>`:h}
  </button>`}function ns(t){let e=t.closest("[lang]")?.getAttribute("lang")||navigator.language||"en",n=e.toLowerCase().split("-")[0];return n in Re?{locale:e,language:n}:{locale:"en",language:"en"}}function sn(t,e,n,s){let{locale:r,language:i}=ns(t),a=$t(i),{lines:d,owner:o,typing:u,catchingUp:p,loading:c,fresh:f,unread:m,parted:x}=e,{mode:$,toast:z,busy:X,rated:rn,failed:an,reachedAt:on,excess:dn,menuOpen:cn}=t;return{strings:a,locale:r,language:i,lines:d,owner:o,typing:u,catchingUp:p,loading:c,fresh:f,unread:m,parted:x,mode:$,toast:z,busy:X,rated:rn,failed:an,reachedAt:on,excess:dn,menu:cn,fullScreen:s,act:n,jump:t.follow.behind,heading:t.heading||a.title,greeting:t.greeting||a.greeting,active:$==="chat"?pt(d,o):new Set,notice:Ut({owner:$==="ended"?{owner:"bot"}:o,strings:a,online:navigator.onLine,lost:t.lostLong}),empty:d.length===0,consent:t.consentDue}}var ss="(max-width: 480px), (max-height: 420px)",Z=class t extends S{static styles=Mt;static properties={server:{type:String},heading:{type:String},greeting:{type:String},identity:{},theme:{type:String,reflect:!0},maxLength:{type:Number,attribute:"max-length"},open:{type:Boolean,reflect:!0},mode:{state:!0},menuOpen:{state:!0},excess:{state:!0},toast:{state:!0},busy:{state:!0},failed:{state:!0},reachedAt:{state:!0},rated:{state:!0},news:{state:!0},lostLong:{state:!0},agreed:{state:!0}};static origin=location.origin;static consent=globalThis.supportChatConsent;static get observedAttributes(){return[...super.observedAttributes,"lang"]}constructor(){super(),this.server=t.origin,this.heading="",this.greeting="",this.identity=void 0,this.theme="auto",this.maxLength=2e3,this.open=!1,this.mode="chat",this.menuOpen=this.busy=this.rated=this.lostLong=!1,this.failed=!1,this.reachedAt=void 0,this.excess=0,this.toast=this.news="",this.agreed=void 0}chat;follow=new be(()=>this.requestUpdate());#e=matchMedia(ss);#s;#n;#t=[];#r="";#a=0;focusNext;#i=E();#o;get#d(){return new URL(this.server||t.origin,location.href).href.replace(/\/+$/,"")}connectedCallback(){super.connectedCallback();let e=this.#n=new ce(ht(),this.#d);this.agreed=e.consent,this.chat=new ge({base:this.#d,storage:e,identity:()=>this.identity||void 0,changed:()=>this.#m(),message:n=>this.#h(n)}),Le.get(this.#d)&&(this.open=!0),this.chat.connect(),this.open&&this.chat.open(),this.#e.addEventListener("change",this.#l),this.addEventListener("keydown",this.#u)}disconnectedCallback(){super.disconnectedCallback(),this.chat?.disconnect(),this.#e.removeEventListener("change",this.#l),this.removeEventListener("keydown",this.#u)}attributeChangedCallback(e,n,s){super.attributeChangedCallback(e,n,s),e==="lang"&&this.requestUpdate()}show(){this.open=!0}hide(){this.open=!1}send(e){e.trim()&&(this.open=!0,this.say(e.trim()))}forget(){this.mode="chat",this.chat?.forget()}#l=()=>this.requestUpdate();#m(){let e=this.chat;e&&(e.ended&&this.mode!=="ended"?this.mode="ended":!e.ended&&this.mode==="ended"&&(this.mode="chat"),e.connection==="lost"?this.#o??=setTimeout(()=>this.lostLong=!0,1500):e.connection!=="connecting"&&(clearTimeout(this.#o),this.#o=void 0,this.lostLong=!1),this.requestUpdate())}#h(e){if(this.emit("message",{id:e.id,speaker:e.speaker}),this.open||e.speaker==="customer")return;let{strings:n}=this.view(),s=J({...e,key:""},n);this.news=e.speaker==="system"?e.text:b(n.new_message,{name:s})}emit(e,n={}){this.dispatchEvent(new CustomEvent(`support-chat-${e}`,{detail:n,bubbles:!0,composed:!0}))}say(e,n){if(this.consentDue){this.#t.push([e,n]),this.focusNext=this.entrance,this.requestUpdate();return}this.follow.toEnd(),this.chat?.send(e,n)}get consentDue(){let{consent:e}=t;return e&&e.version!==this.agreed?e:void 0}agree(){this.#n&&(this.#n.consent=t.consent?.version),this.agreed=t.consent?.version;for(let e of this.#t.splice(0))this.say(...e);this.focusNext=this.entrance}flash(e){this.toast=e,this.#i.set(4e3,()=>this.toast="")}find(e){return this.renderRoot?.querySelector(e)}get input(){return this.find("[data-test=input]")}get entrance(){return this.consentDue?"#consent":matchMedia("(hover: hover)").matches?"[data-test=input]":".panel"}#u=e=>{if(!(!this.open||e.defaultPrevented)){if(e.key==="Escape")e.preventDefault(),this.menuOpen?this.closeMenu():this.mode==="ending"?this.#p.keep():this.open=!1;else if(e.key==="Tab"&&this.#e.matches){let n=this.find(".panel");n&&ct(e,n,this.shadowRoot?.activeElement??null)}}};closeMenu(e=!0){this.menuOpen=!1,e&&(this.focusNext="[data-test=menu]")}typed(){let e=this.input;e&&(this.#r=e.value,this.chat?.writes(!!e.value.trim()),this.excess=Math.max(0,[...e.value.trim()].length-this.maxLength),e.style.height="auto",e.style.height=`${Math.min(e.scrollHeight,140)}px`)}transcript(){let{locale:e,strings:n,heading:s,lines:r}=this.view();return Dt(r,{title:s,locale:e,strings:n})}#p=lt(this);view(){let e=this.chat;return sn(this,e,this.#p,this.#e.matches)}render(){if(!this.chat)return h;let e=this.view();return l`${this.open?tn(e):nn(e,()=>this.show())}
      <div class="sr" role="status" data-test="announcer">${this.open?"":this.news}</div>`}willUpdate(e){e.has("open")&&this.chat&&(this.open?(this.chat.open(),this.news=""):e.get("open")&&(this.chat.close(),this.menuOpen=!1,this.mode==="ending"&&(this.mode="chat"))),e.has("server")&&e.get("server")&&this.isConnected&&this.hasUpdated&&this.#g(),e.has("identity")&&(this.identity===""?this.chat?.anonymous():this.identity&&this.hasUpdated&&this.chat?.identify())}#g(){this.disconnectedCallback(),this.connectedCallback()}updated(e){let n=this.chat;e.has("open")&&this.hasUpdated&&this.#c(e.get("open")===void 0),this.follow.update(this.find(".log")??null,n.lines.length);let{input:s}=this;s&&s!==this.#s&&(s.value=this.#r,this.typed()),this.#s=s;let r=n.unread;r!==this.#a&&(this.#a=r,this.emit("unread",{count:r})),this.focusNext&&(this.find(this.focusNext)?.focus(),this.focusNext=void 0)}#c(e){Le.set(this.#d,this.open),!e&&(this.focusNext=this.open?this.entrance:".launcher",this.emit(this.open?"open":"close"))}};var Q=document.currentScript;Q?.src&&(Z.origin=new URL(Q.src).origin);customElements.get("support-chat")||customElements.define("support-chat",Z);if(Q&&"auto"in Q.dataset){let{auto:t,...e}=Q.dataset,n=()=>{if(document.querySelector("support-chat"))return;let s=document.createElement("support-chat");for(let[r,i]of Object.entries(e))s.setAttribute(r.replace(/[A-Z]/g,a=>`-${a.toLowerCase()}`),i??"");document.body.append(s)};document.readyState==="loading"?document.addEventListener("DOMContentLoaded",n):n()}})();
