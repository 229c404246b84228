"use strict";(()=>{/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var X=globalThis,ee=X.ShadowRoot&&(X.ShadyCSS===void 0||X.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,_e=Symbol(),ze=new WeakMap,q=class{constructor(e,n,s){if(this._$cssResult$=!0,s!==_e)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=n}get styleSheet(){let e=this.o,n=this.t;if(ee&&e===void 0){let s=n!==void 0&&n.length===1;s&&(e=ze.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&ze.set(n,e))}return e}toString(){return this.cssText}},He=t=>new q(typeof t=="string"?t:t+"",void 0,_e),$=(t,...e)=>{let n=t.length===1?t[0]:e.reduce((s,i,r)=>s+(a=>{if(a._$cssResult$===!0)return a.cssText;if(typeof a=="number")return a;throw Error("Value passed to 'css' function must be a 'css' function result: "+a+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(i)+t[r+1],t[0]);return new q(n,t,_e)},je=(t,e)=>{if(ee)t.adoptedStyleSheets=e.map(n=>n instanceof CSSStyleSheet?n:n.styleSheet);else for(let n of e){let s=document.createElement("style"),i=X.litNonce;i!==void 0&&s.setAttribute("nonce",i),s.textContent=n.cssText,t.appendChild(s)}},ke=ee?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let n="";for(let s of e.cssRules)n+=s.cssText;return He(n)})(t):t;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{is:Jt,defineProperty:Zt,getOwnPropertyDescriptor:Qt,getOwnPropertyNames:Xt,getOwnPropertySymbols:en,getPrototypeOf:tn}=Object,te=globalThis,Be=te.trustedTypes,nn=Be?Be.emptyScript:"",sn=te.reactiveElementPolyfillSupport,z=(t,e)=>t,Ae={toAttribute(t,e){switch(e){case Boolean:t=t?nn:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let n=t;switch(e){case Boolean:n=t!==null;break;case Number:n=t===null?null:Number(t);break;case Object:case Array:try{n=JSON.parse(t)}catch{n=null}}return n}},We=(t,e)=>!Jt(t,e),Ve={attribute:!0,type:String,converter:Ae,reflect:!1,useDefault:!1,hasChanged:We};Symbol.metadata??=Symbol("metadata"),te.litPropertyMetadata??=new WeakMap;var _=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,n=Ve){if(n.state&&(n.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((n=Object.create(n)).wrapped=!0),this.elementProperties.set(e,n),!n.noAccessor){let s=Symbol(),i=this.getPropertyDescriptor(e,s,n);i!==void 0&&Zt(this.prototype,e,i)}}static getPropertyDescriptor(e,n,s){let{get:i,set:r}=Qt(this.prototype,e)??{get(){return this[n]},set(a){this[n]=a}};return{get:i,set(a){let d=i?.call(this);r?.call(this,a),this.requestUpdate(e,d,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Ve}static _$Ei(){if(this.hasOwnProperty(z("elementProperties")))return;let e=tn(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(z("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(z("properties"))){let n=this.properties,s=[...Xt(n),...en(n)];for(let i of s)this.createProperty(i,n[i])}let e=this[Symbol.metadata];if(e!==null){let n=litPropertyMetadata.get(e);if(n!==void 0)for(let[s,i]of n)this.elementProperties.set(s,i)}this._$Eh=new Map;for(let[n,s]of this.elementProperties){let i=this._$Eu(n,s);i!==void 0&&this._$Eh.set(i,n)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let n=[];if(Array.isArray(e)){let s=new Set(e.flat(1/0).reverse());for(let i of s)n.unshift(ke(i))}else e!==void 0&&n.push(ke(e));return n}static _$Eu(e,n){let s=n.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,n=this.constructor.elementProperties;for(let s of n.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return je(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,n,s){this._$AK(e,s)}_$ET(e,n){let s=this.constructor.elementProperties.get(e),i=this.constructor._$Eu(e,s);if(i!==void 0&&s.reflect===!0){let r=(s.converter?.toAttribute!==void 0?s.converter:Ae).toAttribute(n,s.type);this._$Em=e,r==null?this.removeAttribute(i):this.setAttribute(i,r),this._$Em=null}}_$AK(e,n){let s=this.constructor,i=s._$Eh.get(e);if(i!==void 0&&this._$Em!==i){let r=s.getPropertyOptions(i),a=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:Ae;this._$Em=i;let d=a.fromAttribute(n,r.type);this[i]=d??this._$Ej?.get(i)??d,this._$Em=null}}requestUpdate(e,n,s,i=!1,r){if(e!==void 0){let a=this.constructor;if(i===!1&&(r=this[e]),s??=a.getPropertyOptions(e),!((s.hasChanged??We)(r,n)||s.useDefault&&s.reflect&&r===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,s))))return;this.C(e,n,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,n,{useDefault:s,reflect:i,wrapped:r},a){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??n??this[e]),r!==!0||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(n=void 0),this._$AL.set(e,n)),i===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(n){Promise.reject(n)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[i,r]of this._$Ep)this[i]=r;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[i,r]of s){let{wrapped:a}=r,d=this[i];a!==!0||this._$AL.has(i)||d===void 0||this.C(i,void 0,r,d)}}let e=!1,n=this._$AL;try{e=this.shouldUpdate(n),e?(this.willUpdate(n),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(n)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(n)}willUpdate(e){}_$AE(e){this._$EO?.forEach(n=>n.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(n=>this._$ET(n,this[n])),this._$EM()}updated(e){}firstUpdated(e){}};_.elementStyles=[],_.shadowRootOptions={mode:"open"},_[z("elementProperties")]=new Map,_[z("finalized")]=new Map,sn?.({ReactiveElement:_}),(te.reactiveElementVersions??=[]).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Ce=globalThis,Fe=t=>t,ne=Ce.trustedTypes,Ke=ne?ne.createPolicy("lit-html",{createHTML:t=>t}):void 0,Ee="$lit$",k=`lit$${Math.random().toFixed(9).slice(2)}$`,Te="?"+k,rn=`<${Te}>`,M=document,j=()=>M.createComment(""),B=t=>t===null||typeof t!="object"&&typeof t!="function",Me=Array.isArray,Xe=t=>Me(t)||typeof t?.[Symbol.iterator]=="function",Se=`[ 	
\f\r]`,H=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Ge=/-->/g,Ye=/>/g,E=RegExp(`>|${Se}(?:([^\\s"'>=/]+)(${Se}*=${Se}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Je=/'/g,Ze=/"/g,et=/^(?:script|style|textarea|title)$/i,Ne=t=>(e,...n)=>({_$litType$:t,strings:e,values:n}),h=Ne(1),x=Ne(2),On=Ne(3),A=Symbol.for("lit-noChange"),l=Symbol.for("lit-nothing"),Qe=new WeakMap,T=M.createTreeWalker(M,129);function tt(t,e){if(!Me(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return Ke!==void 0?Ke.createHTML(e):e}var nt=(t,e)=>{let n=t.length-1,s=[],i,r=e===2?"<svg>":e===3?"<math>":"",a=H;for(let d=0;d<n;d++){let o=t[d],p,u,c=-1,f=0;for(;f<o.length&&(a.lastIndex=f,u=a.exec(o),u!==null);)f=a.lastIndex,a===H?u[1]==="!--"?a=Ge:u[1]!==void 0?a=Ye:u[2]!==void 0?(et.test(u[2])&&(i=RegExp("</"+u[2],"g")),a=E):u[3]!==void 0&&(a=E):a===E?u[0]===">"?(a=i??H,c=-1):u[1]===void 0?c=-2:(c=a.lastIndex-u[2].length,p=u[1],a=u[3]===void 0?E:u[3]==='"'?Ze:Je):a===Ze||a===Je?a=E:a===Ge||a===Ye?a=H:(a=E,i=void 0);let m=a===E&&t[d+1].startsWith("/>")?" ":"";r+=a===H?o+rn:c>=0?(s.push(p),o.slice(0,c)+Ee+o.slice(c)+k+m):o+k+(c===-2?d:m)}return[tt(t,r+(t[n]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},V=class t{constructor({strings:e,_$litType$:n},s){let i;this.parts=[];let r=0,a=0,d=e.length-1,o=this.parts,[p,u]=nt(e,n);if(this.el=t.createElement(p,s),T.currentNode=this.el.content,n===2||n===3){let c=this.el.content.firstChild;c.replaceWith(...c.childNodes)}for(;(i=T.nextNode())!==null&&o.length<d;){if(i.nodeType===1){if(i.hasAttributes())for(let c of i.getAttributeNames())if(c.endsWith(Ee)){let f=u[a++],m=i.getAttribute(c).split(k),b=/([.?@])?(.*)/.exec(f);o.push({type:1,index:r,name:b[2],strings:m,ctor:b[1]==="."?ie:b[1]==="?"?re:b[1]==="@"?ae:U}),i.removeAttribute(c)}else c.startsWith(k)&&(o.push({type:6,index:r}),i.removeAttribute(c));if(et.test(i.tagName)){let c=i.textContent.split(k),f=c.length-1;if(f>0){i.textContent=ne?ne.emptyScript:"";for(let m=0;m<f;m++)i.append(c[m],j()),T.nextNode(),o.push({type:2,index:++r});i.append(c[f],j())}}}else if(i.nodeType===8)if(i.data===Te)o.push({type:2,index:r});else{let c=-1;for(;(c=i.data.indexOf(k,c+1))!==-1;)o.push({type:7,index:r}),c+=k.length-1}r++}}static createElement(e,n){let s=M.createElement("template");return s.innerHTML=e,s}};function N(t,e,n=t,s){if(e===A)return e;let i=s!==void 0?n._$Co?.[s]:n._$Cl,r=B(e)?void 0:e._$litDirective$;return i?.constructor!==r&&(i?._$AO?.(!1),r===void 0?i=void 0:(i=new r(t),i._$AT(t,n,s)),s!==void 0?(n._$Co??=[])[s]=i:n._$Cl=i),i!==void 0&&(e=N(t,i._$AS(t,e.values),i,s)),e}var se=class{constructor(e,n){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=n}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:n},parts:s}=this._$AD,i=(e?.creationScope??M).importNode(n,!0);T.currentNode=i;let r=T.nextNode(),a=0,d=0,o=s[0];for(;o!==void 0;){if(a===o.index){let p;o.type===2?p=new L(r,r.nextSibling,this,e):o.type===1?p=new o.ctor(r,o.name,o.strings,this,e):o.type===6&&(p=new oe(r,this,e)),this._$AV.push(p),o=s[++d]}a!==o?.index&&(r=T.nextNode(),a++)}return T.currentNode=M,i}p(e){let n=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,n),n+=s.strings.length-2):s._$AI(e[n])),n++}},L=class t{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,n,s,i){this.type=2,this._$AH=l,this._$AN=void 0,this._$AA=e,this._$AB=n,this._$AM=s,this.options=i,this._$Cv=i?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,n=this._$AM;return n!==void 0&&e?.nodeType===11&&(e=n.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,n=this){e=N(this,e,n),B(e)?e===l||e==null||e===""?(this._$AH!==l&&this._$AR(),this._$AH=l):e!==this._$AH&&e!==A&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Xe(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==l&&B(this._$AH)?this._$AA.nextSibling.data=e:this.T(M.createTextNode(e)),this._$AH=e}$(e){let{values:n,_$litType$:s}=e,i=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=V.createElement(tt(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===i)this._$AH.p(n);else{let r=new se(i,this),a=r.u(this.options);r.p(n),this.T(a),this._$AH=r}}_$AC(e){let n=Qe.get(e.strings);return n===void 0&&Qe.set(e.strings,n=new V(e)),n}k(e){Me(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,s,i=0;for(let r of e)i===n.length?n.push(s=new t(this.O(j()),this.O(j()),this,this.options)):s=n[i],s._$AI(r),i++;i<n.length&&(this._$AR(s&&s._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,n){for(this._$AP?.(!1,!0,n);e!==this._$AB;){let s=Fe(e).nextSibling;Fe(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},U=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,n,s,i,r){this.type=1,this._$AH=l,this._$AN=void 0,this.element=e,this.name=n,this._$AM=i,this.options=r,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=l}_$AI(e,n=this,s,i){let r=this.strings,a=!1;if(r===void 0)e=N(this,e,n,0),a=!B(e)||e!==this._$AH&&e!==A,a&&(this._$AH=e);else{let d=e,o,p;for(e=r[0],o=0;o<r.length-1;o++)p=N(this,d[s+o],n,o),p===A&&(p=this._$AH[o]),a||=!B(p)||p!==this._$AH[o],p===l?e=l:e!==l&&(e+=(p??"")+r[o+1]),this._$AH[o]=p}a&&!i&&this.j(e)}j(e){e===l?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},ie=class extends U{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===l?void 0:e}},re=class extends U{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==l)}},ae=class extends U{constructor(e,n,s,i,r){super(e,n,s,i,r),this.type=5}_$AI(e,n=this){if((e=N(this,e,n,0)??l)===A)return;let s=this._$AH,i=e===l&&s!==l||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,r=e!==l&&(s===l||i);i&&this.element.removeEventListener(this.name,this,s),r&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},oe=class{constructor(e,n,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=n,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){N(this,e)}},st={M:Ee,P:k,A:Te,C:1,L:nt,R:se,D:Xe,V:N,I:L,H:U,N:re,U:ae,B:ie,F:oe},an=Ce.litHtmlPolyfillSupport;an?.(V,L),(Ce.litHtmlVersions??=[]).push("3.3.3");var it=(t,e,n)=>{let s=n?.renderBefore??e,i=s._$litPart$;if(i===void 0){let r=n?.renderBefore??null;s._$litPart$=i=new L(e.insertBefore(j(),r),r,void 0,n??{})}return i._$AI(t),i};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Ue=globalThis,S=class extends _{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let n=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=it(n,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return A}};S._$litElement$=!0,S.finalized=!0,Ue.litElementHydrateSupport?.({LitElement:S});var on=Ue.litElementPolyfillSupport;on?.({LitElement:S});(Ue.litElementVersions??=[]).push("4.2.2");/**
 * @license
 * Copyright 2022 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */function rt(t,e){let n=URL.createObjectURL(new Blob([e],{type:"text/plain;charset=utf-8"})),s=document.createElement("a");s.href=n,s.download=t,s.click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}async function at(t){try{return await navigator.clipboard.writeText(t),!0}catch{return!1}}function dn(t){return[...t.querySelectorAll("button, a[href], textarea, input, [tabindex='0']")].filter(n=>!n.hasAttribute("disabled")&&n.checkVisibility())}function ot(t,e,n){let s=dn(e);if(!s.length)return;let i=t.shiftKey?s[0]:s[s.length-1];s.includes(n)&&n!==i||(t.preventDefault(),(t.shiftKey?s[s.length-1]:s[0]).focus())}var De={get(t){try{return sessionStorage.getItem(`support-chat:${t}:open`)==="1"}catch{return!1}},set(t,e){try{e?sessionStorage.setItem(`support-chat:${t}:open`,"1"):sessionStorage.removeItem(`support-chat:${t}:open`)}catch{}}};var Pe={title:"Customer support",open:"Chat with us",open_unread:"Chat with us, {n} unread",close:"Close chat",menu:"More options",log:"Conversation",input:"Write a message",send:"Send",person:"Talk to a person",person_coming:"A person is coming",person_here:"A person is here",bot:"Assistant",agent:"Support team",you:"You",note:"Note",typing:"{name} is writing",greeting:"Hi! I can look up an order, tell you about returns and delivery, or bring in a person from our team. What do you need?",quick_order:"Where is my order?",quick_returns:"How do I return something?",quick_callback:"Please call me back",status_bot:"Automated assistant, answers at once",status_queue:"A person is on the way",status_position:"Number {n} in the queue",status_next:"You are next",status_wait:"about {n} min",status_agent:"You are talking to {name}",status_ended:"Chat ended",connecting:"Connecting…",lost:"Connection lost. Reconnecting…",offline:"You are offline. Messages are sent when you are back.",retrying:"Not sent yet, still trying…",limited:"That was quick! It is sent in a moment.",failed:"Not sent.",failed_too_long:"Too long to send.",failed_refused:"This could not be sent.",retry:"Try again",edit:"Edit",too_long:"{n} characters too many",new_message:"New message from {name}",jump:"New messages",fresh:"Your last chat was closed. This is a new one.",today:"Today",yesterday:"Yesterday",order:"Order {number}",expected:"Expected {date}",carrier:"Carrier",tracking:"Tracking number",track:"Track the parcel",items:"Items",step_done:"done",step_current:"now",new_tab:"opens in a new tab",no_bot:"No bot, please",download:"Download conversation",copy:"Copy conversation",copied:"Conversation copied",copy_failed:"Copying did not work. Please use the download.",transcript:"Conversation with {title}, {date}",end:"End chat",end_question:"End this chat?",end_hint:"How was it? You may leave a rating.",star:"{n} of 5 stars",rating:"Rating",comment:"Comment (optional)",keep:"Keep chatting",end_failed:"The chat could not be ended. Please try again.",ended:"You have ended this chat. Thank you!",ended_rated:"Thank you for your rating!",restart:"Start a new chat"},D={person:"I'd like to talk to a person",no_bot:"No bot, please. I only want to talk to a person",order:"Where is my order?",returns:"How do I return something?",callback:"Please call me back"};function dt(t){let e=()=>{let{input:s}=t,i=s?.value.trim();!s||!i||t.excess>0||(t.say(i),s.value="",t.typed(),s.focus())},n=async s=>{let i=new FormData(s),r=Number(i.get("stars"))||0,a=String(i.get("comment")??"").trim();t.busy=!0,t.failed=!1,r&&!t.rated&&(t.rated=!!await t.chat?.rate(r,a)),t.failed=!await t.chat?.end(),t.busy=!1,!t.failed&&(t.rated&&t.emit("rated",{stars:r}),t.focusNext="#ended",t.emit("ended"))};return{send:(s,i)=>{t.say(s,i),t.focusNext=t.entrance},press:(s,i)=>{let r=s.detail===0;t.say(i.title,i.payload),t.focusNext=r?"[data-test=input]":t.entrance},retry:s=>{s.client_id&&t.chat?.retry(s.client_id),t.focusNext=t.entrance},edit:s=>{let{input:i}=t;!s.client_id||!i||(t.chat?.takeBack(s.client_id),i.value=i.value.trim()?`${s.text}
${i.value}`:s.text,t.typed(),i.focus())},close:()=>t.hide(),person:()=>{t.say(D.person),t.focusNext=t.entrance},noBot:()=>{t.closeMenu(!1),t.say(D.no_bot),t.focusNext=t.entrance},toggleMenu:()=>{t.menuOpen=!t.menuOpen},download:()=>{t.menuOpen&&t.closeMenu(),rt(`chat-${new Date().toISOString().slice(0,10)}.txt`,t.transcript())},copy:async()=>{t.closeMenu();let{strings:s}=t.view();t.flash(await at(t.transcript())?s.copied:s.copy_failed)},ask:()=>{t.closeMenu(!1),t.mode="ending",t.rated=t.failed=!1,t.focusNext="#ending"},keep:()=>{t.mode="chat",t.focusNext="[data-test=menu]"},end:s=>{s.preventDefault(),n(s.target)},restart:()=>{t.rated=!1,t.chat?.restart(),t.focusNext=t.entrance},jump:()=>{t.follow.toEnd(),t.focusNext=".log"},scrolled:()=>t.follow.scrolled(),typed:()=>t.typed(),submit:s=>{s.preventDefault(),e()},inputKey:s=>{s.key!=="Enter"||s.shiftKey||s.isComposing||(s.preventDefault(),e())},menuKey:async s=>{if(s.key!=="ArrowDown"&&s.key!=="ArrowUp")return;s.preventDefault(),t.menuOpen=!0,await t.updateComplete;let i=[...t.renderRoot.querySelectorAll(".menu-items button:not(:disabled)")],r=i.indexOf(t.shadowRoot?.activeElement),a=s.key==="ArrowDown"?1:-1;i[(r<0&&a<0?i.length-1:r+a+i.length)%i.length]?.focus()},menuLeft:s=>{s.currentTarget.contains(s.relatedTarget)||(t.menuOpen=!1)}}}var de=class{#e;#s;constructor(e,n){this.#e=e,this.#s=`support-chat:${n}:`}get session(){let e=this.#n("session");return e&&typeof e.token=="string"&&typeof e.conversation_id=="string"?e:void 0}set session(e){this.#t("session",e)}readId(e){let n=this.#n("read");return n?.conversation===e&&Number.isInteger(n.id)?n.id:0}setReadId(e,n){n>this.readId(e)&&this.#t("read",{conversation:e,id:n})}outbox(){let e=[];try{for(let n=0;n<this.#e.length;n++){let s=this.#e.key(n);if(s?.startsWith(this.#s+"out:")){let i=this.#n(s.slice(this.#s.length));i&&typeof i.client_id=="string"&&typeof i.text=="string"&&e.push(i)}}}catch{}return e.sort((n,s)=>n.at-s.at)}keep(e){this.#t(`out:${e.client_id}`,e)}drop(e){this.#t(`out:${e}`,void 0)}part(e){return e===null?"session":e.startsWith(this.#s)?e.slice(this.#s.length):void 0}#n(e){try{let n=this.#e.getItem(this.#s+e);return n?JSON.parse(n):void 0}catch{return}}#t(e,n){try{n===void 0?this.#e.removeItem(this.#s+e):this.#e.setItem(this.#s+e,JSON.stringify(n))}catch{}}};function cn(){let t=new Map;return{getItem:e=>t.get(e)??null,setItem:(e,n)=>{t.set(e,n)},removeItem:e=>{t.delete(e)},key:e=>[...t.keys()][e]??null,get length(){return t.size}}}function ct(){try{let t=window.localStorage;return t.setItem("support-chat:probe","1"),t.removeItem("support-chat:probe"),t}catch{return cn()}}function Le(t,e=Date.now()){if(!t)return;let n=Number(t),s=Number.isFinite(n)?n*1e3:Date.parse(t)-e;return Number.isFinite(s)?Math.min(Math.max(s,0),12e4):void 0}async function W(t,e,{token:n,fetch:s=globalThis.fetch,timeout:i=2e4}={}){let r=new AbortController,a=setTimeout(()=>r.abort(),i);try{let d=await s(t,{method:"POST",headers:{"Content-Type":"application/json",...n?{Authorization:`Bearer ${n}`}:{}},body:JSON.stringify(e),credentials:"omit",cache:"no-store",signal:r.signal}),o=await d.text(),p;try{p=o?JSON.parse(o):void 0}catch{p=void 0}return{status:d.status,body:p,retryAfter:Le(d.headers.get("Retry-After"))}}catch{return{status:0,body:void 0}}finally{clearTimeout(a)}}var ce=class{constructor(e){this.base=e}url(e){return`${this.base}/webhooks/web/${e}`}session(e){return W(this.url("session"),e)}message(e,{client_id:n,text:s,payload:i}){return W(this.url("messages"),i===void 0?{client_id:n,text:s}:{client_id:n,payload:i,text:s},{token:e})}async deliver(e,n){let s=await e.get();if(!s)return{status:0,body:void 0};let i=await this.message(s.token,n);if(i.status!==401)return i;let r=await e.renew(s.token);return!r||r.token===s.token?i:this.message(r.token,n)}async end(e){let{status:n}=await W(this.url("end"),{},{token:e});return n===401||n===404||n>=200&&n<300}async rate(e,n,s){let{status:i}=await W(this.url("rating"),s?{stars:n,comment:s}:{stars:n},{token:e});return i>=200&&i<300}};function F(t,{base:e=600,cap:n=15e3,random:s=Math.random}={}){let i=Math.min(n,e*2**t);return Math.round(i/2+s()*i/2)}function le(){let t;return{wait:e=>new Promise(n=>{let s=setTimeout(()=>t?.(),e);t=()=>{clearTimeout(s),t=void 0,n()}}),wake:()=>t?.()}}function P(){let t;return{set(e,n){clearTimeout(t),t=setTimeout(n,e)},clear:()=>clearTimeout(t)}}var K=class{#e=[];#s=new Set;#n=new Set;lastId=0;get all(){return this.#e}add(e){if(this.lastId=Math.max(this.lastId,e.id),this.#s.has(e.id))return!1;if(this.#s.add(e.id),e.client_id){if(this.#n.has(e.client_id))return!1;this.#n.add(e.client_id)}let n=this.#e.length;for(;n>0&&this.#e[n-1].id>e.id;)n--;return this.#e.splice(n,0,e),!0}has(e){return this.#n.has(e)}};function lt(t,e){let n=new Set,s=t.map(i=>(i.client_id&&n.add(i.client_id),{...i,key:i.client_id??`m${i.id}`}));for(let{client_id:i,text:r,at:a,status:d,error:o}of e)n.has(i)||s.push({key:i,client_id:i,at:a,speaker:"customer",text:r,status:d,error:o});return s}function ht(t){for(let e=t.length-1;e>=0;e--){let n=t[e];if(n.speaker==="bot")return n.buttons?.length?n.key:void 0;if(n.speaker==="agent"||n.speaker==="customer"&&n.status!=="failed")return}}function pt(t,e){let n=0;for(let s=t.length-1;s>=0&&t[s].id>e;s--)(t[s].speaker==="bot"||t[s].speaker==="agent")&&n++;return n}function ut(t){let e=new AbortController,{signal:n}=e;return document.addEventListener("visibilitychange",t.looked,{signal:n}),window.addEventListener("pageshow",t.looked,{signal:n}),window.addEventListener("online",t.online,{signal:n}),window.addEventListener("offline",t.offline,{signal:n}),window.addEventListener("storage",t.storage,{signal:n}),()=>e.abort()}var ln=9,hn=10*6e4,he=class{entries=[];#e;#s=!1;#n=le();constructor(e){this.#e=e}#t(){return(this.#e.now??Date.now)()}restore(e){for(let n of e){if(this.entries.some(r=>r.client_id===n.client_id))continue;let s=this.#t()-n.at*1e3>hn,i=n.status==="failed"||s;this.entries.push({...n,attempts:0,status:i?"failed":"queued"})}this.#r()}push(e,n){let s={client_id:(this.#e.newId??pn)(),text:e,at:this.#t()/1e3,status:"queued",attempts:0,...n===void 0?{}:{payload:n}};return this.entries.push(s),this.#o(s,{}),this.#r(),s}retry(e){let n=this.entries.find(s=>s.client_id===e&&s.status==="failed");n&&(this.entries=[...this.entries.filter(s=>s!==n),n],this.#o(n,{status:"queued",error:void 0,attempts:0,at:this.#t()/1e3}),this.#r())}remove(e){return this.entries.some(n=>n.client_id===e)?(this.entries=this.entries.filter(n=>n.client_id!==e),this.#e.drop?.(e),this.#n.wake(),this.#e.changed(),!0):!1}wake(){this.#n.wake(),this.#r()}recheck(){let e=this.#t()/1e3-10;for(let n of this.entries)n.status==="accepted"&&n.at<e&&(n.status="queued");this.wake()}clear(){for(let e of this.entries)this.#e.drop?.(e.client_id);this.entries=[],this.#n.wake(),this.#e.changed()}#i(){return this.entries.find(e=>e.status!=="failed"&&e.status!=="accepted")}async#r(){if(!this.#s){this.#s=!0;try{for(let e=this.#i();e;e=this.#i()){if(this.#e.online?.()===!1){this.#o(e,{status:"retrying"}),await this.#l(5e3);continue}e.attempts===0&&this.#o(e,{status:"sending"});let n=this.#a(e,await this.#e.send(e));n&&await this.#l(n)}}finally{this.#s=!1}}}#a(e,{status:n,body:s,retryAfter:i}){if(!this.entries.includes(e))return;if(n>=200&&n<300){this.#o(e,{status:"accepted"}),this.#e.accepted?.();return}let r=e.attempts+1;if(n===413)this.#o(e,{status:"failed",error:"too_long",attempts:r});else if(r>=ln)this.#o(e,{status:"failed",error:"unreachable",attempts:r});else{if(n===429)return this.#o(e,{status:"limited",attempts:r}),Math.max(i??F(r+1),500);if(n===0||n===401||n===408||n>=500)return this.#o(e,{status:"retrying",attempts:r}),i??F(r-1);{let a=typeof s?.error?.code=="string"?s.error.code:"refused";this.#o(e,{status:"failed",error:a,attempts:r})}}}#o(e,n){Object.assign(e,n),this.#e.keep?.(e),this.#e.changed()}#l(e){return this.#e.wait?this.#e.wait(e):this.#n.wait(e)}};function pn(){if(crypto.randomUUID)return crypto.randomUUID();let t=crypto.getRandomValues(new Uint8Array(16));t[6]=t[6]&15|64,t[8]=t[8]&63|128;let e=Array.from(t,n=>n.toString(16).padStart(2,"0")).join("");return[e.slice(0,8),e.slice(8,12),e.slice(12,16),e.slice(16,20),e.slice(20)].join("-")}var Oe=120,pe=class{current;#e;#s;#n=!1;#t=P();constructor(e){this.#e=e,this.current=e.load()}#i(e){return e?this.#n||e.expires_at-(this.#e.now??Date.now)()/1e3>Oe:!1}get renewIn(){if(!(!this.current||this.#n))return Math.max(0,this.current.expires_at-(this.#e.now??Date.now)()/1e3-Oe)}async get(){return this.#i(this.current)?this.current:this.renew(this.current?.token)}renew(e,n=!1){return this.#s??=this.#r(e,n).finally(()=>this.#s=void 0),this.#s}async#r(e,n){let{request:s,load:i,identity:r,lock:a=d=>d()}=this.#e;return a(async()=>{let d=i();if(!n&&d&&d.token!==e&&this.#i(d))return this.adopt(d),d;let o=e??d?.token,p=r?.(),u=await s({...o?{token:o}:{},...p?{identity:p}:{}}),c=u.body;if(u.status!==200||typeof c?.token!="string"||!c.conversation_id)return;this.#n=c.expires_at-(this.#e.now??Date.now)()/1e3<=Oe;let f={token:c.token,conversation_id:String(c.conversation_id),expires_at:Number(c.expires_at)};return this.#e.save(f),this.adopt(f),f})}adopt(e){let n=this.current?.conversation_id===e?.conversation_id;n&&this.current?.token===e?.token||(this.current=e,this.keep(),this.#e.changed(e,n))}keep(){let e=this.renewIn;if(e===void 0)return this.rest();this.#t.set(Math.min(Math.max(e,5)*1e3,2**31-1),async()=>{this.#e.needed?.()&&await this.get(),this.renewIn===0&&this.keep()})}rest(){this.#t.clear()}forget(){this.#e.save(void 0),this.adopt(void 0)}};var ue=class{#e="";#s=!0;#n=[];#t="";#i;feed(e){let n=this.#e+e;this.#s&&n&&(n.charCodeAt(0)===65279&&(n=n.slice(1)),this.#s=!1);let s=[],i=0;for(let r=0;r<n.length;r++){let a=n[r];if(a!==`
`&&a!=="\r")continue;if(a==="\r"&&r===n.length-1)break;let d=this.#r(n.slice(i,r));d&&s.push(d),a==="\r"&&n[r+1]===`
`&&r++,i=r+1}return this.#e=n.slice(i),s}#r(e){if(e==="")return this.#a();let n=e.indexOf(":");if(n===0)return;let s=n<0?e:e.slice(0,n),i=n<0?"":e.slice(n+1),r=i.startsWith(" ")?i.slice(1):i;s==="data"?this.#n.push(r):s==="event"?this.#t=r:s==="id"&&!r.includes("\0")&&(this.#i=r)}#a(){let e=this.#n.length?{type:this.#t||"message",data:this.#n.join(`
`),id:this.#i}:void 0;return this.#n=[],this.#t="",this.#i=void 0,e}};var ft=4e4,fe=class{#e;#s=le();#n;#t;#i=!1;constructor(e){this.#e=e}get running(){return!!this.#n}start(){this.#n||(this.#n=new AbortController,this.#r(this.#n.signal))}stop(){this.#n?.abort(),this.#t?.abort(),this.#n=void 0,this.#s.wake()}restart(){this.#n&&(this.stop(),this.start())}async#r(e){let{pause:n=i=>F(i,{base:1e3,cap:2e4})}=this.#e,s=0;for(this.#e.status("connecting");!e.aborted;){let i;try{i=await this.#a(e,()=>s=0)}catch{i=void 0}if(e.aborted)return;this.#e.status("lost"),await this.#s.wait(i??n(s++))}}async#a(e,n){let s=await this.#e.session();if(!s||e.aborted)return;let i=new AbortController;this.#t=i;let r=setTimeout(()=>i.abort(),this.#e.silence??ft);try{let a=this.#e.lastId(s.conversation_id),d=await(this.#e.fetch??fetch)(this.#e.url,{headers:{Accept:"text/event-stream",Authorization:`Bearer ${s.token}`,...a?{"Last-Event-ID":String(a)}:{}},credentials:"omit",cache:"no-store",signal:i.signal});if(d.status===401){let c=this.#i;this.#i=!0;let f=await this.#e.renew(s.token);return f&&f.token!==s.token&&!c?0:void 0}if(this.#i=!1,!d.ok||!d.body)return Le(d.headers.get("Retry-After"));let o=d.body.getReader(),p=new TextDecoder,u=new ue;for(this.#e.status("live");;){let{value:c,done:f}=await o.read();if(e.aborted||f)return;n(),clearTimeout(r),r=setTimeout(()=>i.abort(),this.#e.silence??ft);for(let m of u.feed(p.decode(c,{stream:!0})))this.#e.event(m,s.conversation_id)}}finally{clearTimeout(r),i.abort()}}};function un(t){return!!t&&Number.isInteger(t.id)&&typeof t.text=="string"&&["customer","bot","agent","system"].includes(t.speaker)}function mt(t){let e;try{e=JSON.parse(t.data)}catch{return{}}return t.type==="message"&&un(e)?{message:e}:t.type==="state"&&["bot","queue","agent"].includes(e?.owner)?{owner:e}:{}}var fn=2e4,mn=400,me=class{owner={owner:"bot"};connection="idle";ended=!1;fresh=!1;typing=!1;catchingUp=!0;opened=!1;#e;#s;#n;#t;#i;#r;#a=new K;#o={typing:P(),quiet:P()};#l;constructor(e){let{base:n,storage:s}=this.#e=e;this.#s=new ce(n),this.#n=s,this.#t=new pe({request:i=>this.#s.session(i),load:()=>s.session,save:i=>s.session=i,identity:e.identity,changed:(i,r)=>this.#b(i,r),needed:()=>this.connection!=="idle",lock:async i=>navigator.locks?await navigator.locks.request(`support-chat:${n}`,()=>i()):i()}),this.#i=new he({send:i=>this.#s.deliver(this.#t,i),changed:()=>e.changed(),accepted:()=>this.#g(),keep:i=>s.keep(i),drop:i=>s.drop(i),online:()=>navigator.onLine}),this.#r=new fe({url:this.#s.url("stream"),session:()=>this.#t.get(),renew:i=>this.#t.renew(i),lastId:i=>i===this.#c?this.#a.lastId:0,event:(i,r)=>r===this.#c&&this.#y(i),status:i=>this.#v(i)})}get#c(){return this.#t.current?.conversation_id}get#h(){return document.visibilityState!=="hidden"}get lines(){return lt(this.#a.all,this.#i.entries)}get unread(){return!this.#c||this.opened&&this.#h?0:pt(this.#a.all,this.#n.readId(this.#c))}connect(){this.#l=ut({looked:()=>this.#d(),online:()=>{this.#r.restart(),this.#i.wake(),this.#e.changed()},offline:()=>this.#e.changed(),storage:e=>this.#x(e)}),this.#t.keep(),this.#i.restore(this.#n.outbox()),this.#d(this.#i.entries.length>0)}disconnect(){this.#l?.(),this.#r.stop(),this.#t.rest();for(let e of Object.values(this.#o))e.clear()}open(){this.opened=!0,this.#d(),this.#p()}close(){this.opened=!1,this.#e.changed()}send(e,n){this.ended&&this.restart(),this.#i.push(e,n),this.#g(),this.#d(!0)}retry(e){this.#i.retry(e),this.#d(!0)}takeBack(e){this.#i.remove(e)}restart(e=!0){this.ended=this.fresh=!1,this.#f(),this.#d(e)}identify(){this.#t.current&&this.#t.renew(this.#t.current.token,!0)}forget(){this.#i.clear(),this.#t.forget(),this.restart(this.opened)}async end(){let e=this.#t.current?.token;return e&&!await this.#s.end(e)?!1:(this.#i.clear(),this.#t.forget(),this.ended=!0,this.#e.changed(),!0)}async rate(e,n){let s=this.#t.current?.token;return!!s&&this.#s.rate(s,e,n)}#d(e=!1){let n=this.opened||e||(this.#t.renewIn??0)>0;this.#h&&n&&!this.ended?this.#r.start():(!this.#h||this.ended)&&(this.#r.stop(),this.connection="idle"),this.#p(),this.#e.changed()}#p(){this.#c&&this.opened&&this.#h&&this.#n.setReadId(this.#c,this.#a.lastId)}#f(){this.#a=new K,this.owner={owner:"bot"},this.catchingUp=!0,this.#u(!1)}#b(e,n){n||(e?(this.fresh=!this.ended&&this.#a.all.length>0,this.ended=!1,this.#f(),this.#r.restart(),this.#d()):(this.#r.stop(),this.ended=this.#a.all.length>0,this.#u(!1)),this.#e.changed())}#x(e){let n=this.#n.part(e.key);n==="session"?this.#t.adopt(this.#n.session):n==="read"?this.#e.changed():n?.startsWith("out:")&&e.newValue===null&&this.#i.remove(n.slice(4))}#v(e){let n=this.connection;this.connection=e,e==="live"&&(this.#m(),n!=="live"&&this.#i.recheck()),this.#e.changed()}#m(){this.catchingUp&&this.#o.quiet.set(mn,()=>{this.catchingUp=!1,this.#e.changed()})}#y(e){let{message:n,owner:s}=mt(e);n&&this.#$(n),s&&(this.owner=s,(s.owner!=="bot"||typeof s.typing=="boolean")&&this.#u(!!s.typing)),this.#e.changed()}#$(e){let n=this.#a.add(e);e.client_id&&this.#i.remove(e.client_id)&&(this.catchingUp=!1),this.#m(),n&&(e.speaker!=="customer"&&this.#u(!1),this.#p(),this.catchingUp||this.#e.message?.(e))}#g(){this.owner.owner==="bot"&&this.#u(!0)}#u(e){if(this.typing=e,!e)return this.#o.typing.clear();this.#o.typing.set(fn,()=>{this.typing=!1,this.#e.changed()})}};var ge=class{behind=!1;#e=!0;#s=0;#n;#t;#i=new ResizeObserver(()=>this.#r());constructor(e){this.#n=e}update(e,n){e!==(this.#t??null)&&(this.#i.disconnect(),this.#t=e??void 0,this.#e=!0,e&&this.#i.observe(e)),e&&!this.#e&&n>this.#s&&this.#a(!0),this.#s=n,this.#r()}scrolled(){let e=this.#t;e&&(this.#e=e.scrollHeight-e.scrollTop-e.clientHeight<80,this.#e&&this.#a(!1))}toEnd(){this.#e=!0,this.#a(!1),this.#r()}#r(){this.#t&&this.#e&&(this.#t.scrollTop=this.#t.scrollHeight)}#a(e){e!==this.behind&&(this.behind=e,this.#n())}};var gt={title:"Kundenservice",open:"Mit uns chatten",open_unread:"Mit uns chatten, {n} ungelesen",close:"Chat schließen",menu:"Weitere Möglichkeiten",log:"Gespräch",input:"Nachricht schreiben",send:"Senden",person:"Mit einem Menschen sprechen",person_coming:"Jemand kommt gleich",person_here:"Jemand ist da",bot:"Assistent",agent:"Kundenservice",you:"Sie",note:"Hinweis",typing:"{name} schreibt",greeting:"Hallo! Ich kann nach einer Bestellung sehen, Fragen zu Rückgabe und Lieferung beantworten oder jemanden aus unserem Team holen. Worum geht es?",quick_order:"Wo ist meine Bestellung?",quick_returns:"Wie gebe ich etwas zurück?",quick_callback:"Bitte rufen Sie mich an",status_bot:"Automatischer Assistent, antwortet sofort",status_queue:"Jemand aus dem Team ist unterwegs",status_position:"Platz {n} in der Warteschlange",status_next:"Sie sind als Nächstes dran",status_wait:"etwa {n} Min.",status_agent:"Sie sprechen mit {name}",status_ended:"Chat beendet",connecting:"Verbinden…",lost:"Verbindung unterbrochen. Neuer Versuch…",offline:"Sie sind offline. Nachrichten werden später gesendet.",retrying:"Noch nicht gesendet, neuer Versuch…",limited:"Das ging schnell! Wird gleich gesendet.",failed:"Nicht gesendet.",failed_too_long:"Zu lang zum Senden.",failed_refused:"Das konnte nicht gesendet werden.",retry:"Erneut versuchen",edit:"Bearbeiten",too_long:"{n} Zeichen zu viel",new_message:"Neue Nachricht von {name}",jump:"Neue Nachrichten",fresh:"Ihr letzter Chat wurde geschlossen. Dies ist ein neuer.",today:"Heute",yesterday:"Gestern",order:"Bestellung {number}",expected:"Voraussichtlich {date}",carrier:"Versand mit",tracking:"Sendungsnummer",track:"Paket verfolgen",items:"Artikel",step_done:"erledigt",step_current:"jetzt",new_tab:"öffnet einen neuen Tab",no_bot:"Bitte kein Bot",download:"Gespräch herunterladen",copy:"Gespräch kopieren",copied:"Gespräch kopiert",copy_failed:"Kopieren ging nicht. Bitte laden Sie das Gespräch herunter.",transcript:"Gespräch mit {title}, {date}",end:"Chat beenden",end_question:"Diesen Chat beenden?",end_hint:"Wie war es? Sie können eine Bewertung abgeben.",star:"{n} von 5 Sternen",rating:"Bewertung",comment:"Kommentar (freiwillig)",keep:"Weiter chatten",end_failed:"Der Chat konnte nicht beendet werden. Bitte noch einmal versuchen.",ended:"Sie haben diesen Chat beendet. Vielen Dank!",ended_rated:"Vielen Dank für Ihre Bewertung!",restart:"Neuen Chat beginnen"};var bt={title:"Atención al cliente",open:"Chatea con nosotros",open_unread:"Chatea con nosotros, {n} sin leer",close:"Cerrar el chat",menu:"Más opciones",log:"Conversación",input:"Escribe un mensaje",send:"Enviar",person:"Hablar con una persona",person_coming:"Una persona está en camino",person_here:"Una persona te atiende",bot:"Asistente",agent:"Equipo de atención",you:"Tú",note:"Nota",typing:"{name} está escribiendo",greeting:"¡Hola! Puedo consultar un pedido, hablarte de devoluciones y entregas, o avisar a una persona de nuestro equipo. ¿Qué necesitas?",quick_order:"¿Dónde está mi pedido?",quick_returns:"¿Cómo devuelvo algo?",quick_callback:"Llamadme, por favor",status_bot:"Asistente automático, responde al momento",status_queue:"Una persona está en camino",status_position:"Número {n} en la cola",status_next:"Tu turno es el siguiente",status_wait:"unos {n} min",status_agent:"Estás hablando con {name}",status_ended:"Chat terminado",connecting:"Conectando…",lost:"Conexión perdida. Reconectando…",offline:"Estás sin conexión. Los mensajes se enviarán cuando vuelvas.",retrying:"Aún no enviado, seguimos intentándolo…",limited:"¡Qué rapidez! Se envía en un momento.",failed:"No enviado.",failed_too_long:"Demasiado largo para enviarlo.",failed_refused:"No se ha podido enviar.",retry:"Reintentar",edit:"Editar",too_long:"Sobran {n} caracteres",new_message:"Nuevo mensaje de {name}",jump:"Mensajes nuevos",fresh:"Tu último chat se cerró. Este es uno nuevo.",today:"Hoy",yesterday:"Ayer",order:"Pedido {number}",expected:"Previsto: {date}",carrier:"Transportista",tracking:"Número de seguimiento",track:"Seguir el paquete",items:"Artículos",step_done:"hecho",step_current:"ahora",new_tab:"se abre en otra pestaña",no_bot:"Sin bot, por favor",download:"Descargar la conversación",copy:"Copiar la conversación",copied:"Conversación copiada",copy_failed:"No se ha podido copiar. Usa la descarga.",transcript:"Conversación con {title}, {date}",end:"Terminar el chat",end_question:"¿Terminar este chat?",end_hint:"¿Qué tal ha ido? Puedes dejar una valoración.",star:"{n} de 5 estrellas",rating:"Valoración",comment:"Comentario (opcional)",keep:"Seguir chateando",end_failed:"No se ha podido terminar el chat. Inténtalo de nuevo.",ended:"Has terminado este chat. ¡Gracias!",ended_rated:"¡Gracias por tu valoración!",restart:"Empezar un chat nuevo"};var Re={en:Pe,de:gt,es:bt};function xt(t){return Re[(t??"").toLowerCase().split("-")[0]]??Pe}function v(t,e){return t.replace(/\{(\w+)\}/g,(n,s)=>String(e[s]??n))}var vt=$`
  .card {
    width: min(100%, 330px);
    margin-top: 6px;
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--raised);
    overflow: hidden;
    font-size: 14px;
  }
  .card-head {
    display: grid;
    gap: 1px;
    padding: 12px 16px 11px;
    border-bottom: 1px solid var(--line);
    background: color-mix(in srgb, var(--accent) 7%, var(--raised));
  }
  .card [dir] {
    text-align: match-parent;
  }
  .card-number {
    font-size: 12.5px;
    font-weight: 600;
    color: var(--soft);
  }
  .card-status {
    font-size: 16px;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .card-expected {
    color: var(--soft);
  }
  .steps {
    padding: 14px 16px 6px;
  }
  .step {
    position: relative;
    display: flex;
    align-items: baseline;
    gap: 11px;
    padding-bottom: 10px;
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
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .step time {
    color: var(--soft);
    font-weight: 400;
    font-size: 13px;
  }
  .items,
  .facts {
    padding: 10px 16px;
    border-top: 1px solid var(--line);
    display: grid;
    gap: 4px;
  }
  .items li,
  .facts div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
  }
  .items span,
  .facts dd {
    overflow-wrap: anywhere;
  }
  .items .quantity,
  .facts dt {
    color: var(--soft);
    white-space: nowrap;
  }
  .facts dd {
    text-align: end;
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
`;var yt=$`
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
    height: min(var(--support-chat-height, 680px), calc(100vh - 2 * var(--gap)));
    height: min(var(--support-chat-height, 680px), calc(100dvh - 2 * var(--gap)));
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
`;var $t=$`
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
    display: flex;
    align-items: center;
    gap: 7px;
    margin-bottom: 5px;
    font-size: 12.5px;
    font-weight: 600;
    color: var(--soft);
  }
  .avatar {
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
`;var wt=$`
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
    flex: none;
    max-height: 60%;
    overflow: auto;
    padding: 16px 18px calc(16px + env(safe-area-inset-bottom, 0px));
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
  .ending textarea {
    width: 100%;
    padding: 8px 12px;
    border: 1px solid var(--field);
    border-radius: 12px;
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
  .plain,
  .strong {
    display: inline-flex;
    align-items: center;
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
`;var _t=$`
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
`;var kt=$`
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
`,At=$`
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
      ${kt}
    }
  }
  :host([theme="dark"]) {
    ${kt}
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
`;var St=[At,yt,wt,$t,vt,_t];function Ie(t){try{return Intl.DateTimeFormat.supportedLocalesOf(t)[0]}catch{return}}function xe(t,e){return new Intl.DateTimeFormat(Ie(e),{hour:"numeric",minute:"2-digit"}).format(t*1e3)}function be(t){return Math.round(Date.UTC(t.getFullYear(),t.getMonth(),t.getDate())/864e5)}function G(t,e){return be(new Date(t*1e3))!==be(new Date(e*1e3))}function ve(t,e,n,s=Date.now()){let i=new Date(t*1e3),r=be(new Date(s))-be(i);return r===0?n.today:r===1?n.yesterday:new Intl.DateTimeFormat(Ie(e),{weekday:"long",day:"numeric",month:"long"}).format(i)}function O(t,e,n={weekday:"short",day:"numeric",month:"short"}){let s=/^(\d{4})-(\d\d)-(\d\d)$/.exec(t),i=s?new Date(+s[1],+s[2]-1,+s[3]):new Date(t);return Number.isNaN(i.getTime())?t:new Intl.DateTimeFormat(Ie(e),n).format(i)}function Y(t,e){return t.speaker==="customer"?e.you:t.speaker==="agent"?t.name||e.agent:t.speaker==="bot"?e.bot:e.note}function Ct(t,{title:e,locale:n,strings:s,now:i=Date.now()}){let r=O(new Date(i).toISOString(),n,{dateStyle:"long"}),a=[v(s.transcript,{title:e,date:r})],d=0;for(let o of t){(!d||G(d,o.at))&&a.push("",`— ${ve(o.at,n,s,i)} —`,""),d=o.at;let p=o.status==="failed"?` (${s.failed})`:"";a.push(`[${xe(o.at,n)}] ${Y(o,s)}: ${o.text}${p}`);let u=o.card;u&&(a.push(`    ${v(s.order,{number:u.number})}: ${u.status_text}`),u.tracking_number&&a.push(`    ${s.tracking}: ${u.tracking_number}`),u.expected&&a.push(`    ${v(s.expected,{date:O(u.expected,n)})}`))}return a.join(`
`)+`
`}var y=t=>x`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none"
  stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${t}</svg>`,g={chat:y(x`<path d="M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z"/><path d="M8.5 11.5h.01M12.5 11.5h.01M16.5 11.5h.01"/>`),close:y(x`<path d="M6 6l12 12M18 6L6 18"/>`),more:y(x`<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>`),send:y(x`<path d="M4 12l16-8-6 16-3-7-7-1Z"/>`),person:y(x`<circle cx="12" cy="8" r="3.6"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`),bot:y(x`<rect x="4" y="8" width="16" height="11" rx="4"/><path d="M12 8V4.5M9 13h.01M15 13h.01M9.5 16h5"/>`),down:y(x`<path d="M12 5v14M6 13l6 6 6-6"/>`),retry:y(x`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6"/>`),edit:y(x`<path d="M4 20h4L19 9l-4-4L4 16v4Z"/>`),download:y(x`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`),copy:y(x`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>`),leave:y(x`<path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9"/>`),noBot:y(x`<rect x="4" y="8" width="16" height="11" rx="4"/><path d="M12 8V5M3 3l18 18"/>`),truck:y(x`<path d="M2 6h12v10H2zM14 10h4l3 3v3h-7z"/><circle cx="7" cy="17.5" r="1.8"/><circle cx="17" cy="17.5" r="1.8"/>`),star:x`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" stroke="currentColor"
    stroke-width="1.6" stroke-linejoin="round"><path d="M12 3.4l2.7 5.5 6 .9-4.4 4.2 1 6-5.3-2.8L6.7 20l1-6L3.3 9.8l6-.9L12 3.4Z"/></svg>`,check:y(x`<path d="M5 12.5l4.5 4.5L19 7.5"/>`)};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Et={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Tt=t=>(...e)=>({_$litDirective$:t,values:e}),ye=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,n,s){this._$Ct=e,this._$AM=n,this._$Ci=s}_$AS(e,n){return this.update(e,n)}update(e,n){return this.render(...n)}};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var{I:gn}=st,Mt=t=>t;var Nt=()=>document.createComment(""),R=(t,e,n)=>{let s=t._$AA.parentNode,i=e===void 0?t._$AB:e._$AA;if(n===void 0){let r=s.insertBefore(Nt(),i),a=s.insertBefore(Nt(),i);n=new gn(r,a,t,t.options)}else{let r=n._$AB.nextSibling,a=n._$AM,d=a!==t;if(d){let o;n._$AQ?.(t),n._$AM=t,n._$AP!==void 0&&(o=t._$AU)!==a._$AU&&n._$AP(o)}if(r!==i||d){let o=n._$AA;for(;o!==r;){let p=Mt(o).nextSibling;Mt(s).insertBefore(o,i),o=p}}}return n},C=(t,e,n=t)=>(t._$AI(e,n),t),bn={},Ut=(t,e=bn)=>t._$AH=e,Dt=t=>t._$AH,$e=t=>{t._$AR(),t._$AA.remove()};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */var Pt=(t,e,n)=>{let s=new Map;for(let i=e;i<=n;i++)s.set(t[i],i);return s},Lt=Tt(class extends ye{constructor(t){if(super(t),t.type!==Et.CHILD)throw Error("repeat() can only be used in text expressions")}dt(t,e,n){let s;n===void 0?n=e:e!==void 0&&(s=e);let i=[],r=[],a=0;for(let d of t)i[a]=s?s(d,a):a,r[a]=n(d,a),a++;return{values:r,keys:i}}render(t,e,n){return this.dt(t,e,n).values}update(t,[e,n,s]){let i=Dt(t),{values:r,keys:a}=this.dt(e,n,s);if(!Array.isArray(i))return this.ut=a,r;let d=this.ut??=[],o=[],p,u,c=0,f=i.length-1,m=0,b=r.length-1;for(;c<=f&&m<=b;)if(i[c]===null)c++;else if(i[f]===null)f--;else if(d[c]===a[m])o[m]=C(i[c],r[m]),c++,m++;else if(d[f]===a[b])o[b]=C(i[f],r[b]),f--,b--;else if(d[c]===a[b])o[b]=C(i[c],r[b]),R(t,o[b+1],i[c]),c++,b--;else if(d[f]===a[m])o[m]=C(i[f],r[m]),R(t,i[c],i[f]),f--,m++;else if(p===void 0&&(p=Pt(a,m,b),u=Pt(d,c,f)),p.has(d[c]))if(p.has(d[f])){let w=u.get(a[m]),I=w!==void 0?i[w]:null;if(I===null){let Q=R(t,i[c]);C(Q,r[m]),o[m]=Q}else o[m]=C(I,r[m]),R(t,i[c],I),i[w]=null;m++}else $e(i[f]),f--;else $e(i[c]),c++;for(;m<=b;){let w=R(t,o[b+1]);C(w,r[m]),o[m++]=w}for(;c<=f;){let w=i[c++];w!==null&&$e(w)}return this.ut=a,Ut(t,o),A}});var xn=/https?:\/\/[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gi;function qe(t){if(!(!t||!/^https?:\/\//i.test(t)))try{let e=new URL(t);return e.hostname&&!e.username&&!e.password?e.href:void 0}catch{return}}function vn(t){let e=t.length;for(;;){let n=t[e-1];if(".,;:!?…*_".includes(n))e--;else if(n===")"&&we(t,")",e)>we(t,"(",e))e--;else if(n==="]"&&we(t,"]",e)>we(t,"[",e))e--;else return t.slice(0,e)}}function we(t,e,n){let s=0;for(let i=0;i<n;i++)t[i]===e&&s++;return s}function Ot(t){let e=[],n=0;for(let s of t.matchAll(xn)){let i=vn(s[0]),r=qe(i);r&&(s.index>n&&e.push({text:t.slice(n,s.index)}),e.push({text:i,href:r}),n=s.index+i.length)}return n<t.length&&e.push({text:t.slice(n)}),e}function Rt(t){return t?.kind==="order"&&t.number!==void 0&&Array.isArray(t.steps)}function It(t,{strings:e,locale:n}){let s=qe(t.tracking_url);return h`<section class="card" part="order-card" data-test="order-card" data-status=${t.status}
    aria-label=${v(e.order,{number:t.number})}>
    <div class="card-head">
      <span class="card-number">${v(e.order,{number:t.number})}</span>
      <strong class="card-status" dir="auto" data-test="order-status">${t.status_text}</strong>
      ${t.expected?h`<span class="card-expected">${v(e.expected,{date:O(t.expected,n)})}</span>`:l}
    </div>
    ${t.steps.length?h`<ol class="steps">${t.steps.map(i=>yn(i,e,n))}</ol>`:l}
    ${t.items?.length?h`<ul class="items" aria-label=${e.items}>
          ${t.items.map(i=>h`<li><span dir="auto">${i.name}</span><span class="quantity">×&#8239;${i.quantity}</span></li>`)}
        </ul>`:l}
    ${t.carrier||t.tracking_number?h`<dl class="facts">
          ${t.carrier?h`<div><dt>${e.carrier}</dt><dd>${t.carrier}</dd></div>`:l}
          ${t.tracking_number?h`<div><dt>${e.tracking}</dt><dd class="mono" data-test="tracking-number">${t.tracking_number}</dd></div>`:l}
        </dl>`:l}
    ${s?h`<a class="track" data-test="track" href=${s} target="_blank" rel="noopener noreferrer nofollow"
          title=${e.new_tab}>${g.truck}<span>${e.track}</span></a>`:l}
  </section>`}function yn(t,e,n){let s=t.current?"current":t.done?"done":"ahead";return h`<li class="step ${s}" data-test="order-step" data-state=${s}
    aria-current=${t.current?"step":l}>
    <span class="dot" aria-hidden="true">${t.done&&!t.current?g.check:l}</span>
    <span class="step-label" dir="auto">${t.label}</span>
    ${s==="ahead"?l:h`<span class="sr">(${s==="current"?e.step_current:e.step_done})</span>`}
    ${t.at?h`<time datetime=${t.at}>${O(t.at,n,{day:"numeric",month:"short"})}</time>`:l}
  </li>`}var $n=180;function wn(t,e){return Ot(t).map(n=>n.href?h`<a href=${n.href} target="_blank" rel="noopener noreferrer nofollow" title=${e.new_tab}>${n.text}</a>`:n.text)}function zt(t){let{lines:e,strings:n,locale:s}=t;return Lt(e,i=>i.key,(i,r)=>{let a=e[r-1],d=e[r+1],o=!a||G(a.at,i.at),p=o||!qt(a,i),u=!d||!qt(i,d)||G(i.at,d.at);return h`${o?h`<div class="day"><span>${ve(i.at,s,n)}</span></div>`:l}
        ${_n(i,p,u,t)}`})}function qt(t,e){return t.speaker===e.speaker&&t.name===e.name&&e.at-t.at<$n}function _n(t,e,n,s){let{strings:i,locale:r,active:a}=s,{speaker:d}=t,o=Y(t,i),p=e&&(d==="bot"||d==="agent");return h`<div class="message ${d} ${e?"first":""} ${n?"last":""}"
    part="message message-${d}" data-test="message" data-speaker=${d}
    data-id=${t.id??l} data-status=${t.status??"confirmed"}>
    ${p?h`<div class="name" data-test="name">${kn(t)}<span>${o}</span></div>`:h`<span class="sr">${o}:</span>`}
    ${t.text?h`<div class="bubble" part="bubble bubble-${d}" data-test="text" dir="auto">${wn(t.text,i)}</div>`:l}
    ${Rt(t.card)?It(t.card,s):l}
    ${t.buttons?.length?An(t.buttons,t.key===a,s):l}
    ${Sn(t,s)}
    ${n&&d!=="system"&&(!t.status||t.status==="accepted")?h`<time class="time" data-test="time" dir="auto" datetime=${new Date(t.at*1e3).toISOString()}>${xe(t.at,r)}</time>`:l}
  </div>`}function kn(t){let e=t.speaker==="agent"&&t.name?[...t.name.trim()][0]?.toLocaleUpperCase():void 0;return h`<span class="avatar ${t.speaker}" aria-hidden="true">${e??(t.speaker==="agent"?g.person:g.bot)}</span>`}function An(t,e,{act:n}){return h`<div class="buttons" data-test="buttons">
    ${t.map(s=>h`<button type="button" class="choice" part="button" data-test="button" ?disabled=${!e}
      @click=${i=>n.press(i,s)}>${s.title}</button>`)}
  </div>`}function Sn(t,{strings:e,act:n}){if(t.status==="retrying")return h`<div class="delivery">${e.retrying}</div>`;if(t.status==="limited")return h`<div class="delivery">${e.limited}</div>`;if(t.status!=="failed")return l;let s=t.error==="too_long",i=!s&&t.error!=="unreachable"&&t.error!==void 0;return h`<div class="delivery failed">
    <span>${s?e.failed_too_long:i?e.failed_refused:e.failed}</span>
    ${s||i?l:h`<button type="button" class="link" data-test="retry" @click=${()=>n.retry(t)}>${g.retry}${e.retry}</button>`}
    <button type="button" class="link" data-test="edit" @click=${()=>n.edit(t)}>${g.edit}${e.edit}</button>
  </div>`}function Ht({greeting:t,strings:e,lines:n,mode:s,act:i}){let r=[[e.quick_order,D.order],[e.quick_returns,D.returns],[e.quick_callback,D.callback]];return h`<div class="message bot first last" data-test="greeting">
    <div class="name"><span class="avatar bot" aria-hidden="true">${g.bot}</span><span>${e.bot}</span></div>
    <div class="bubble" part="bubble bubble-bot" dir="auto">${t}</div>
    ${n.length||s!=="chat"?l:h`<div class="buttons">
          ${r.map(([a,d])=>h`<button type="button" class="choice" part="button" data-test="quick-reply"
            @click=${()=>i.send(d)}>${a}</button>`)}
        </div>`}
  </div>`}function jt({typing:t,owner:e,strings:n,lines:s}){let i=s.at(-1)?.status??"accepted",r=["queued","sending","accepted"].includes(i);if(!t||!(r||e.owner==="agent"))return l;let a=e.owner==="agent"?"agent":"bot";return h`<div class="message ${a} typing" data-test="typing" data-speaker=${a} aria-hidden="true">
    <div class="bubble"><i></i><i></i><i></i></div>
    ${a==="agent"&&e.agent?h`<span class="time">${n.typing.replace("{name}",e.agent)}</span>`:l}
  </div>`}function Bt({strings:t,act:e,busy:n,failed:s}){return h`<form class="ending" part="end-form" data-test="end-form" aria-labelledby="ending" @submit=${e.end}>
    <h3 id="ending" tabindex="-1" data-test="end-heading">${t.end_question}</h3>
    <p>${t.end_hint}</p>
    <fieldset class="stars">
      <legend class="sr">${t.rating}</legend>
      ${[1,2,3,4,5].map(i=>h`<label class="star"><input type="radio" name="stars" value=${i} data-test="star" class="sr"
          aria-label=${v(t.star,{n:i})} />${g.star}</label>`)}
    </fieldset>
    <textarea name="comment" rows="2" maxlength="1000" dir="auto" data-test="comment" aria-label=${t.comment}
      placeholder=${t.comment}></textarea>
    <p class="problem" role="alert">${s?t.end_failed:l}</p>
    <div class="actions">
      <button type="button" class="plain" data-test="end-cancel" @click=${e.keep}>${t.keep}</button>
      <button type="submit" class="strong" data-test="end-confirm" ?disabled=${n}>${t.end}</button>
    </div>
  </form>`}function Vt({strings:t,act:e,rated:n,empty:s}){return h`<div class="ending" data-test="ended">
    <h3 id="ended" tabindex="-1">${n?t.ended_rated:t.ended}</h3>
    <div class="actions">
      <button type="button" class="plain" data-test="ended-download" ?disabled=${s} @click=${e.download}>${g.download}${t.download}</button>
      <button type="button" class="strong" data-test="restart" @click=${e.restart}>${t.restart}</button>
    </div>
  </div>`}function Cn({owner:t,strings:e,mode:n}){if(n==="ended")return e.status_ended;if(t.owner==="agent")return v(e.status_agent,{name:t.agent||e.agent});if(t.owner!=="queue")return e.status_bot;let s=[];return t.position===1?s.push(e.status_next):t.position?s.push(v(e.status_position,{n:t.position})):s.push(e.status_queue),t.wait_minutes&&s.push(v(e.status_wait,{n:t.wait_minutes})),s.join(" · ")}function Wt(t){let{strings:e,act:n,mode:s,owner:i}=t;return h`<section class="panel" part="panel" data-test="panel" id="panel" role="dialog" tabindex="-1"
    aria-modal=${t.fullScreen?"true":"false"} aria-labelledby="title" lang=${t.language}>
    <div part="header" class="header">
      <div class="titles">
        <h2 id="title" data-test="title">${t.heading}</h2>
        <p class="status" part="status" data-test="status" data-owner=${i.owner} role="status">
          <span class="lamp ${s==="ended"?"ended":i.owner}" aria-hidden="true"></span><span>${Cn(t)}</span>
        </p>
      </div>
      ${En(t)}
      <button type="button" class="round" data-test="close" aria-label=${e.close} @click=${n.close}>${g.close}</button>
    </div>
    <div class="middle">
      <div class="log" part="log" data-test="log" role="log" tabindex="0" aria-label=${e.log}
        aria-relevant="additions" aria-busy=${t.catchingUp?"true":"false"} @scroll=${n.scrolled}>
        ${t.fresh?h`<div class="message system"><div class="bubble">${e.fresh}</div></div>`:l}
        ${Ht(t)}${zt(t)}${jt(t)}
      </div>
      ${t.jump?h`<button type="button" class="jump" data-test="jump" @click=${n.jump}>${g.down}${e.jump}</button>`:l}
    </div>
    <div class="notice ${t.notice?"on":""}" data-test="connection" role="status">${t.notice}</div>
    <div class="toast ${t.toast?"on":""}" data-test="toast" role="status">${t.toast}</div>
    ${s==="chat"?Tn(t):s==="ending"?Bt(t):Vt(t)}
  </section>`}function En({strings:t,act:e,menu:n,mode:s,empty:i}){return h`<div class="menu" @keydown=${e.menuKey} @focusout=${e.menuLeft}>
    <button type="button" class="round" data-test="menu" aria-label=${t.menu} aria-expanded=${n?"true":"false"}
      aria-controls="menu" @click=${e.toggleMenu}>${g.more}</button>
    <div class="menu-items" id="menu" part="menu" ?hidden=${!n}>
      ${s==="chat"?h`<button type="button" data-test="no-bot" @click=${e.noBot}>${g.noBot}${t.no_bot}</button>`:l}
      <button type="button" data-test="download" ?disabled=${i} @click=${e.download}>${g.download}${t.download}</button>
      <button type="button" data-test="copy" ?disabled=${i} @click=${e.copy}>${g.copy}${t.copy}</button>
      ${s==="chat"?h`<button type="button" data-test="end" ?disabled=${i} @click=${e.ask}>${g.leave}${t.end}</button>`:l}
    </div>
  </div>`}function Tn({strings:t,act:e,owner:n,excess:s}){let i=n.owner==="agent"?t.person_here:n.owner==="queue"?t.person_coming:t.person;return h`<form class="composer" part="composer" @submit=${e.submit}>
    <div class="field">
      <textarea part="input" data-test="input" rows="1" enterkeyhint="send" dir="auto" autocomplete="off"
        aria-label=${t.input} placeholder=${t.input} aria-invalid=${s>0?"true":"false"}
        aria-describedby="counter" @input=${e.typed} @keydown=${e.inputKey}></textarea>
      <button type="submit" class="send" part="send" data-test="send" aria-label=${t.send} ?disabled=${s>0}>${g.send}</button>
    </div>
    <div class="below">
      <button type="button" class="person" part="talk-to-person" data-test="talk-to-person" ?disabled=${n.owner!=="bot"}
        @click=${e.person}>${n.owner==="bot"?g.person:g.check}${i}</button>
      <span class="counter" id="counter" data-test="counter" role="status">${s>0?v(t.too_long,{n:s}):""}</span>
    </div>
  </form>`}function Ft({strings:t,unread:e,language:n},s){return h`<button type="button" class="launcher" part="launcher" data-test="launcher" lang=${n} aria-expanded="false"
    aria-haspopup="dialog" aria-label=${e?v(t.open_unread,{n:e}):t.open} @click=${s}>
    ${g.chat}
    ${e?h`<span class="unread" part="unread" data-test="unread" aria-hidden="true">${e>99?"99+":e}</span>`:l}
  </button>`}function Mn(t){let e=t.closest("[lang]")?.getAttribute("lang")||navigator.language||"en",n=e.toLowerCase().split("-")[0];return n in Re?{locale:e,language:n}:{locale:"en",language:"en"}}function Kt(t,e,n,s){let{locale:i,language:r}=Mn(t),a=xt(r),{lines:d,owner:o,typing:p,catchingUp:u,fresh:c,unread:f}=e,{mode:m,toast:b,busy:w,rated:I,failed:Q,excess:Gt,menuOpen:Yt}=t;return{strings:a,locale:i,language:r,lines:d,owner:o,typing:p,catchingUp:u,fresh:c,unread:f,mode:m,toast:b,busy:w,rated:I,failed:Q,excess:Gt,menu:Yt,fullScreen:s,act:n,jump:t.follow.behind,heading:t.heading||a.title,greeting:t.greeting||a.greeting,active:m==="chat"?ht(d):void 0,notice:navigator.onLine?t.lostLong?a.lost:"":a.offline,empty:d.length===0}}var Nn="(max-width: 480px), (max-height: 420px)",J=class t extends S{static styles=St;static properties={server:{type:String},heading:{type:String},greeting:{type:String},identity:{type:String},theme:{type:String,reflect:!0},maxLength:{type:Number,attribute:"max-length"},open:{type:Boolean,reflect:!0},mode:{state:!0},menuOpen:{state:!0},excess:{state:!0},toast:{state:!0},busy:{state:!0},failed:{state:!0},rated:{state:!0},news:{state:!0},lostLong:{state:!0}};static origin=location.origin;static get observedAttributes(){return[...super.observedAttributes,"lang"]}constructor(){super(),this.server=t.origin,this.heading="",this.greeting="",this.identity=void 0,this.theme="auto",this.maxLength=2e3,this.open=!1,this.mode="chat",this.menuOpen=this.busy=this.failed=this.rated=this.lostLong=!1,this.excess=0,this.toast=this.news=""}chat;follow=new ge(()=>this.requestUpdate());#e=matchMedia(Nn);#s;#n="";#t=0;focusNext;#i=P();#r;get#a(){return new URL(this.server||t.origin,location.href).href.replace(/\/+$/,"")}connectedCallback(){super.connectedCallback(),this.chat=new me({base:this.#a,storage:new de(ct(),this.#a),identity:()=>this.identity||void 0,changed:()=>this.#l(),message:e=>this.#c(e)}),De.get(this.#a)&&(this.open=!0),this.chat.connect(),this.open&&this.chat.open(),this.#e.addEventListener("change",this.#o),this.addEventListener("keydown",this.#h)}disconnectedCallback(){super.disconnectedCallback(),this.chat?.disconnect(),this.#e.removeEventListener("change",this.#o),this.removeEventListener("keydown",this.#h)}attributeChangedCallback(e,n,s){super.attributeChangedCallback(e,n,s),e==="lang"&&this.requestUpdate()}show(){this.open=!0}hide(){this.open=!1}send(e){e.trim()&&(this.open=!0,this.say(e.trim()))}forget(){this.mode="chat",this.chat?.forget()}#o=()=>this.requestUpdate();#l(){let e=this.chat;e&&(e.ended&&this.mode!=="ended"?this.mode="ended":!e.ended&&this.mode==="ended"&&(this.mode="chat"),e.connection==="lost"?this.#r??=setTimeout(()=>this.lostLong=!0,1500):e.connection!=="connecting"&&(clearTimeout(this.#r),this.#r=void 0,this.lostLong=!1),this.requestUpdate())}#c(e){if(this.emit("message",{id:e.id,speaker:e.speaker}),!this.open&&(e.speaker==="bot"||e.speaker==="agent")){let n=this.view().strings,s=Y({...e,key:""},n);this.news=v(n.new_message,{name:s})}}emit(e,n={}){this.dispatchEvent(new CustomEvent(`support-chat-${e}`,{detail:n,bubbles:!0,composed:!0}))}say(e,n){this.follow.toEnd(),this.chat?.send(e,n)}flash(e){this.toast=e,this.#i.set(4e3,()=>this.toast="")}find(e){return this.renderRoot?.querySelector(e)}get input(){return this.find("[data-test=input]")}get entrance(){return matchMedia("(hover: hover)").matches?"[data-test=input]":".panel"}#h=e=>{if(!(!this.open||e.defaultPrevented)){if(e.key==="Escape")e.preventDefault(),this.menuOpen?this.closeMenu():this.mode==="ending"?this.#d.keep():this.open=!1;else if(e.key==="Tab"&&this.#e.matches){let n=this.find(".panel");n&&ot(e,n,this.shadowRoot?.activeElement??null)}}};closeMenu(e=!0){this.menuOpen=!1,e&&(this.focusNext="[data-test=menu]")}typed(){let e=this.input;e&&(this.#n=e.value,this.excess=Math.max(0,[...e.value.trim()].length-this.maxLength),e.style.height="auto",e.style.height=`${Math.min(e.scrollHeight,140)}px`)}transcript(){let{locale:e,strings:n,heading:s,lines:i}=this.view();return Ct(i,{title:s,locale:e,strings:n})}#d=dt(this);view(){let e=this.chat;return Kt(this,e,this.#d,this.#e.matches)}render(){if(!this.chat)return l;let e=this.view();return h`${this.open?Wt(e):Ft(e,()=>this.show())}
      <div class="sr" role="status" data-test="announcer">${this.open?"":this.news}</div>`}willUpdate(e){e.has("open")&&this.chat&&(this.open?(this.chat.open(),this.news=""):e.get("open")&&(this.chat.close(),this.menuOpen=!1,this.mode==="ending"&&(this.mode="chat"))),e.has("server")&&e.get("server")&&this.isConnected&&this.hasUpdated&&this.#p(),e.has("identity")&&this.identity&&this.hasUpdated&&this.chat?.identify()}#p(){this.disconnectedCallback(),this.connectedCallback()}updated(e){let n=this.chat;e.has("open")&&this.hasUpdated&&this.#f(e.get("open")===void 0),this.follow.update(this.find(".log")??null,n.lines.length);let{input:s}=this;s&&s!==this.#s&&(s.value=this.#n,this.typed()),this.#s=s;let i=n.unread;i!==this.#t&&(this.#t=i,this.emit("unread",{count:i})),this.focusNext&&(this.find(this.focusNext)?.focus(),this.focusNext=void 0)}#f(e){De.set(this.#a,this.open),!e&&(this.focusNext=this.open?this.entrance:".launcher",this.emit(this.open?"open":"close"))}};var Z=document.currentScript;Z?.src&&(J.origin=new URL(Z.src).origin);customElements.get("support-chat")||customElements.define("support-chat",J);if(Z&&"auto"in Z.dataset){let{auto:t,...e}=Z.dataset,n=()=>{if(document.querySelector("support-chat"))return;let s=document.createElement("support-chat");for(let[i,r]of Object.entries(e))s.setAttribute(i.replace(/[A-Z]/g,a=>`-${a.toLowerCase()}`),r??"");document.body.append(s)};document.readyState==="loading"?document.addEventListener("DOMContentLoaded",n):n()}})();
